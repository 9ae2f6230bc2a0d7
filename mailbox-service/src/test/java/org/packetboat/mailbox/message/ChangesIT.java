package org.packetboat.mailbox.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.mailbox.ChangesBatch;
import org.packetboat.contracts.mailbox.ChangesRequest;
import org.packetboat.contracts.mailbox.CopyRequest;
import org.packetboat.contracts.mailbox.ExpungeRequest;
import org.packetboat.contracts.mailbox.FetchBatch;
import org.packetboat.contracts.mailbox.FetchRequest;
import org.packetboat.contracts.mailbox.FlagState;
import org.packetboat.contracts.mailbox.Flags;
import org.packetboat.contracts.mailbox.MailboxStatus;
import org.packetboat.contracts.mailbox.MessageRow;
import org.packetboat.contracts.mailbox.StoreRequest;
import org.packetboat.mailbox.store.UidRanges;
import org.packetboat.testkit.conformance.Covers;

class ChangesIT {
    private static MailboxFixture mail;

    @BeforeAll
    static void start() throws Exception {
        mail = MailboxFixture.start();
    }

    @AfterAll
    static void stop() throws Exception {
        mail.close();
    }

    private static List<ChangesBatch> ask(long account, long mailbox, long modSeq, long uidNext, boolean claim)
            throws Exception {
        List<ChangesBatch> batches = new ArrayList<>();
        mail.messages
                .changes()
                .changes(
                        ChangesRequest.newBuilder()
                                .setAccountId(account)
                                .setMailboxId(mailbox)
                                .setSinceModSeq(modSeq)
                                .setSinceUidNext(uidNext)
                                .setClaimRecent(claim)
                                .build(),
                        batches::add);
        return batches;
    }

    private static void store(long account, long mailbox, UidRanges uids, int flags) throws Exception {
        mail.messages
                .flags()
                .store(StoreRequest.newBuilder()
                        .setAccountId(account)
                        .setMailboxId(mailbox)
                        .setOperationId(TestMail.freshId())
                        .setMode(StoreRequest.Mode.ADD)
                        .setUids(uids.toUidSet())
                        .setFlags(Flags.newBuilder().setSystem(flags))
                        .build());
    }

    private static void expunge(long account, long mailbox) throws Exception {
        mail.messages
                .expunger()
                .expunge(ExpungeRequest.newBuilder()
                        .setAccountId(account)
                        .setMailboxId(mailbox)
                        .setOperationId(TestMail.freshId())
                        .build());
    }

    @Test
    @Covers({"RFC 3501 §2.3.1.1", "RFC 9051 §2.3.1.1"})
    void tellsWhatArrivedChangedAndWentInOneSnapshot() throws Exception {
        long alice = mail.store.account("alice@changes.test");
        long inbox = mail.inbox(alice);
        String key = mail.objectKey();
        for (int i = 0; i < 4; i++) {
            mail.deliver(alice, key, "message " + i);
        }
        MailboxStatus seen = ask(alice, inbox, 0, 1, false).getFirst().getStatus();
        assertThat(seen.getMessages()).isEqualTo(4);
        assertThat(ask(alice, inbox, seen.getHighestModSeq(), seen.getUidNext(), false))
                .containsExactly(ChangesBatch.newBuilder().setStatus(seen).build());

        store(alice, inbox, UidRanges.of(1), 1);
        store(alice, inbox, UidRanges.of(2), 8);
        mail.deliver(alice, key, "new");
        mail.deliver(alice, key, "new and gone");
        store(alice, inbox, UidRanges.of(6), 8);
        expunge(alice, inbox);
        store(alice, inbox, UidRanges.of(5), 4);
        ChangesBatch changes = ask(alice, inbox, seen.getHighestModSeq(), seen.getUidNext(), false)
                .getFirst();
        assertThat(changes.getArrivedList()).extracting(FlagState::getUid).containsExactly(5L);
        assertThat(changes.getArrived(0).getFlags().getSystem()).isEqualTo(4);
        assertThat(changes.getChangedList()).extracting(FlagState::getUid).containsExactly(1L);
        assertThat(changes.getExpungedList()).containsExactly(2L);
        assertThat(changes.getStatus().getMessages()).isEqualTo(4);
        assertThat(changes.getStatus().getUidNext()).isEqualTo(7);
        assertThat(changes.getStatus().getHighestModSeq())
                .isEqualTo(changes.getArrived(0).getModSeq());
    }

    @Test
    void oneSessionClaimsWhatIsRecent() throws Exception {
        long alice = mail.store.account("alice@recent.test");
        long inbox = mail.inbox(alice);
        mail.deliver(alice, mail.objectKey(), "new");
        MailboxStatus examining = ask(alice, inbox, 0, 1, false).getFirst().getStatus();
        assertThat(examining.getRecentFrom()).isOne();
        MailboxStatus claiming = ask(alice, inbox, 0, 1, true).getFirst().getStatus();
        assertThat(claiming.getRecentFrom()).isOne();
        MailboxStatus late = ask(alice, inbox, 0, 1, true).getFirst().getStatus();
        assertThat(late.getRecentFrom()).isEqualTo(2);
    }

    @Test
    void longAnswersAreCompleteAndReadingThemHoldsNothing() throws Exception {
        long alice = mail.store.account("alice@long.test");
        long inbox = mail.inbox(alice);
        mail.deliver(alice, mail.objectKey(), "one");
        UidRanges all = new UidRanges.Builder().add(1, 100_000).build();
        for (int i = 0; i < 13; i++) {
            mail.messages
                    .copier()
                    .copy(CopyRequest.newBuilder()
                            .setAccountId(alice)
                            .setMailboxId(inbox)
                            .setOperationId(TestMail.freshId())
                            .setUids(all.toUidSet())
                            .setTarget("INBOX")
                            .build());
        }
        List<Long> fetched = new ArrayList<>();
        FetchRequest.Builder fetch = FetchRequest.newBuilder()
                .setAccountId(alice)
                .setMailboxId(inbox)
                .setUids(all.toUidSet());
        mail.messages
                .reader()
                .fetch(
                        fetch.build(),
                        (FetchBatch batch) ->
                                batch.getRowsList().forEach((MessageRow row) -> fetched.add(row.getUid())));
        assertThat(fetched).hasSize(8_192).isSorted().doesNotHaveDuplicates();

        List<Long> arrived = new ArrayList<>();
        long[] messages = new long[1];
        ChangesRequest question = ChangesRequest.newBuilder()
                .setAccountId(alice)
                .setMailboxId(inbox)
                .setSinceUidNext(1)
                .build();
        mail.messages.changes().changes(question, batch -> {
            if (batch.hasStatus()) {
                messages[0] = batch.getStatus().getMessages();
                try {
                    // While the answer is under way: what the status counts still has to be told.
                    store(alice, inbox, UidRanges.of(7_000, 8_000), 8);
                    expunge(alice, inbox);
                    mail.deliver(alice, mail.objectKey(), "too late for this answer");
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
            batch.getArrivedList().forEach(state -> arrived.add(state.getUid()));
        });
        assertThat(messages[0]).isEqualTo(8_192);
        assertThat(arrived).hasSize(8_192).isSorted().doesNotHaveDuplicates();
        mail.assertConsistent(alice, inbox);
    }
}
