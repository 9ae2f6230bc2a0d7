package org.packetboat.mailbox.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.mailbox.ChangedSinceBatch;
import org.packetboat.contracts.mailbox.ChangedSinceRequest;
import org.packetboat.contracts.mailbox.CopyRequest;
import org.packetboat.contracts.mailbox.ExpungeRequest;
import org.packetboat.contracts.mailbox.ExpungeResponse;
import org.packetboat.contracts.mailbox.Flags;
import org.packetboat.contracts.mailbox.HighestModSeqRequest;
import org.packetboat.contracts.mailbox.StoreRequest;
import org.packetboat.contracts.mailbox.StoreResponse;
import org.packetboat.contracts.mailbox.UidSet;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mailbox.store.ChangedSinceStatement;
import org.packetboat.mailbox.store.TombstoneTable;
import org.packetboat.mailbox.store.UidRanges;
import org.packetboat.testkit.conformance.Covers;

class ChangedSinceIT {
    private static MailboxFixture mail;
    private static int accounts;
    private long alice;
    private long inbox;

    @BeforeAll
    static void start() throws Exception {
        mail = MailboxFixture.start();
    }

    @AfterAll
    static void stop() throws Exception {
        mail.close();
    }

    @BeforeEach
    void fill() throws Exception {
        alice = mail.store.account("alice" + accounts++ + "@since.test");
        inbox = mail.inbox(alice);
        String key = mail.objectKey();
        for (int i = 0; i < 6; i++) {
            mail.deliver(alice, key, "message " + i);
        }
    }

    private record Answer(List<Long> changed, List<Long> expunged, boolean logIsShorter) {}

    private Answer since(long modSeq, long first, long last) throws Exception {
        List<Long> changed = new ArrayList<>();
        List<Long> expunged = new ArrayList<>();
        boolean[] shorter = new boolean[1];
        mail.messages
                .changes()
                .changedSince(
                        ChangedSinceRequest.newBuilder()
                                .setAccountId(alice)
                                .setMailboxId(inbox)
                                .setSinceModSeq(modSeq)
                                .setFirstUid(first)
                                .setLastUid(last)
                                .setWithExpunged(true)
                                .build(),
                        (ChangedSinceBatch batch) -> {
                            changed.addAll(all(batch.getChanged()));
                            expunged.addAll(all(batch.getExpunged()));
                            shorter[0] |= batch.getLogIsShorter();
                        });
        assertThat(changed).isSorted();
        assertThat(expunged).isSorted();
        return new Answer(changed, expunged, shorter[0]);
    }

    private static List<Long> all(UidSet set) {
        return List.of(UidRanges.of(set).all());
    }

    private StoreRequest.Builder store(UidRanges uids, int flags) {
        return StoreRequest.newBuilder()
                .setAccountId(alice)
                .setMailboxId(inbox)
                .setOperationId(TestMail.freshId())
                .setMode(StoreRequest.Mode.ADD)
                .setUids(uids.toUidSet())
                .setFlags(Flags.newBuilder().setSystem(flags));
    }

    private StoreResponse run(StoreRequest.Builder request) throws Exception {
        StoreResponse response = mail.messages.flags().store(request.build());
        mail.assertConsistent(alice, inbox);
        return response;
    }

    private ExpungeResponse expunge() throws Exception {
        return mail.messages
                .expunger()
                .expunge(ExpungeRequest.newBuilder()
                        .setAccountId(alice)
                        .setMailboxId(inbox)
                        .setOperationId(TestMail.freshId())
                        .build());
    }

    private long modSeq() throws Exception {
        return mail.store.number("SELECT mod_seq FROM mailbox WHERE mailbox_id = $1", inbox);
    }

    @Test
    @Covers({"RFC 7162 §3.2", "RFC 7162 §3.2.7"})
    void tellsWhatChangedAndWhatWent() throws Exception {
        long known = modSeq();
        assertThat(since(known, 1, 6)).isEqualTo(new Answer(List.of(), List.of(), false));
        run(store(UidRanges.of(5), 1));
        run(store(UidRanges.of(2), 1));
        run(store(UidRanges.of(1, 4), 8));
        long before = modSeq();
        ExpungeResponse expunged = expunge();
        assertThat(expunged.getPreviousHighestModSeq()).isEqualTo(before);
        assertThat(expunged.getHighestModSeq()).isEqualTo(modSeq()).isGreaterThan(before);
        assertThat(since(known, 1, 6)).isEqualTo(new Answer(List.of(2L, 5L), List.of(1L, 4L), false));
        assertThat(since(known, 3, 1_000_000)).isEqualTo(new Answer(List.of(5L), List.of(4L), false));
        assertThat(since(before, 1, 6)).isEqualTo(new Answer(List.of(), List.of(1L, 4L), false));
        assertThat(since(modSeq(), 1, 6)).isEqualTo(new Answer(List.of(), List.of(), false));
        inbox = -1;
        assertThatThrownBy(() -> since(1, 1, 6)).isInstanceOf(RefusedException.class);
    }

    @Test
    void manyAreToldInPages() throws Exception {
        UidRanges all = new UidRanges.Builder().add(1, 100_000).build();
        for (int i = 0; i < 10; i++) {
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
        assertThat(mail.uids(inbox)).hasSize(6 * 1_024).hasSizeGreaterThan(ChangedSinceStatement.PAGE);
        assertThat(since(1, 1, 100_000).changed()).isEqualTo(mail.uids(inbox));
        assertThat(since(1, 6_000, 6_010).changed()).hasSize(11);
        run(store(new UidRanges.Builder().add(1, 6_000).build(), 8));
        while (expunge().getMore()) {
            // the next thousand
        }
        Answer answer = since(1, 1, 100_000);
        assertThat(answer.expunged()).hasSize(6_000);
        assertThat(answer.changed()).hasSize(144);
    }

    @Test
    @Covers("RFC 7162 §3.1.3")
    void whatChangedMeanwhileIsLeftAlone() throws Exception {
        long known = modSeq();
        StoreResponse other = run(store(UidRanges.of(2), 4));
        assertThat(other.getPreviousHighestModSeq()).isEqualTo(known);
        assertThat(other.getChangedModSeq()).isEqualTo(modSeq());
        StoreRequest.Builder conditional = store(UidRanges.of(1, 2, 3), 1).setUnchangedSince(known);
        assertThat(mail.messages
                        .flags()
                        .storeAtOnce(conditional.build())
                        .toCompletableFuture()
                        .join())
                .isEmpty();
        StoreResponse response = run(conditional);
        assertThat(response.getModifiedList()).containsExactly(2L);
        assertThat(response.getStatesList())
                .extracting(state -> state.getFlags().getSystem())
                .containsExactly(1, 4, 1);
        assertThat(response.getStates(1).getModSeq()).isEqualTo(other.getChangedModSeq());
        assertThat(response.getStates(2).getModSeq()).isEqualTo(response.getChangedModSeq());
        // a repeat still knows what was left alone
        assertThat(run(conditional).getModifiedList()).containsExactly(2L);
        StoreRequest.Builder keyword = store(UidRanges.of(1, 2), 0).setUnchangedSince(0);
        keyword.getFlagsBuilder().addKeywords("$MDNSent");
        StoreResponse refused = run(keyword);
        assertThat(refused.getModifiedList()).containsExactly(1L, 2L);
        assertThat(refused.getChangedModSeq()).isZero();
        assertThat(refused.getStates(0).getFlags().getKeywordsList()).isEmpty();
    }

    @Test
    void knowsTheHighestModSeqOfSome() throws Exception {
        StoreResponse stored = run(store(UidRanges.of(2), 4));
        run(store(UidRanges.of(5), 4));
        assertThat(highest(UidRanges.of(1, 2, 3))).isEqualTo(stored.getChangedModSeq());
        assertThat(highest(UidRanges.of(5))).isEqualTo(modSeq());
        assertThat(highest(UidRanges.of(77))).isZero();
    }

    private long highest(UidRanges uids) throws Exception {
        return mail.messages
                .changes()
                .highestModSeq(HighestModSeqRequest.newBuilder()
                        .setAccountId(alice)
                        .setMailboxId(inbox)
                        .setUids(uids.toUidSet())
                        .build())
                .getModSeq();
    }

    @Test
    @Covers("RFC 7162 §3.2.6")
    void saysWhereTheLogOfExpungesBegins() throws Exception {
        long known = modSeq();
        run(store(UidRanges.of(1, 2), 8));
        expunge();
        long first = modSeq();
        run(store(UidRanges.of(3), 8));
        expunge();
        TombstoneTable log = new TombstoneTable(mail.store.database());
        mail.store.numbers("""
            UPDATE tombstone SET body_ended = true, expunged_at = expunged_at - interval '91 days'
            WHERE mailbox_id = $1 AND uid < 3 RETURNING uid
            """, inbox);
        mail.store.numbers(
                "UPDATE tombstone SET expunged_at = now() - interval '91 days' WHERE mailbox_id = $1 AND uid = 3"
                        + " RETURNING uid",
                inbox);
        while (log.forgetDue(Duration.ofDays(90).toMillis(), 1) > 0) {
            // one after the other
        }
        assertThat(since(known, 1, 6)).isEqualTo(new Answer(List.of(), List.of(3L), true));
        assertThat(since(first, 1, 6)).isEqualTo(new Answer(List.of(), List.of(3L), false));
    }
}
