package org.packetboat.mailbox.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.mailbox.AppendMessage;
import org.packetboat.contracts.mailbox.AppendRequest;
import org.packetboat.contracts.mailbox.AppendResponse;
import org.packetboat.contracts.mailbox.CopyRequest;
import org.packetboat.contracts.mailbox.FetchRequest;
import org.packetboat.contracts.mailbox.Flags;
import org.packetboat.contracts.mailbox.MessageRow;
import org.packetboat.contracts.mailbox.MetadataField;
import org.packetboat.contracts.mailbox.MoveRequest;
import org.packetboat.contracts.mailbox.MoveResponse;
import org.packetboat.contracts.mailbox.ReplacedMessage;
import org.packetboat.contracts.mailbox.StoreRequest;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mailbox.store.UidRanges;
import org.packetboat.testkit.conformance.Covers;

/** MOVE (RFC 6851) and REPLACE (RFC 8508) on a real database. */
class MoveReplaceIT {
    private static MailboxFixture mail;
    private static int accounts;
    private long alice;
    private long inbox;
    private long archive;

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
        alice = mail.store.account("alice" + accounts++ + "@move.test");
        inbox = mail.inbox(alice);
        archive = mail.store.mailbox(alice, "Archive");
        String key = mail.objectKey();
        for (int i = 0; i < 6; i++) {
            mail.deliver(alice, key, "message " + i);
        }
        mail.messages
                .flags()
                .store(StoreRequest.newBuilder()
                        .setAccountId(alice)
                        .setMailboxId(inbox)
                        .setOperationId(TestMail.freshId())
                        .setMode(StoreRequest.Mode.ADD)
                        .setUids(UidRanges.of(2, 3).toUidSet())
                        .setFlags(Flags.newBuilder().setSystem(1 | 8).addKeywords("Word"))
                        .build());
    }

    private MoveRequest move(long from, UidRanges uids, String target) {
        return MoveRequest.newBuilder()
                .setAccountId(alice)
                .setOperationId(TestMail.freshId())
                .setMailboxId(from)
                .setUids(uids.toUidSet())
                .setTarget(target)
                .build();
    }

    private static UidRanges all() {
        return new UidRanges.Builder().add(1, 100_000).build();
    }

    private List<MessageRow> fetch(long mailboxId) throws Exception {
        List<MessageRow> rows = new ArrayList<>();
        mail.messages
                .reader()
                .fetch(
                        FetchRequest.newBuilder()
                                .setAccountId(alice)
                                .setMailboxId(mailboxId)
                                .setUids(all().toUidSet())
                                .addFields(MetadataField.BLOB)
                                .addFields(MetadataField.PREVIEW)
                                .build(),
                        batch -> rows.addAll(batch.getRowsList()));
        return rows;
    }

    private void assertConsistent() throws Exception {
        mail.assertConsistent(alice, inbox);
        mail.assertConsistent(alice, archive);
    }

    @Test
    @Covers({"RFC 6851 §4.4", "RFC 9051 §2.3.3", "RFC 9051 §6.4.8", "RFC 8474 §5.1"})
    void movesWithAllThatTheyAre() throws Exception {
        List<MessageRow> before = fetch(inbox);
        MoveRequest request = move(inbox, UidRanges.of(2, 3, 5, 99), "Archive");
        MoveResponse response = mail.messages.mover().move(request);
        assertThat(response.getSourceUidsList()).containsExactly(2L, 3L, 5L);
        assertThat(response.getTargetUidsList()).containsExactly(1L, 2L, 3L);
        assertThat(mail.messages.mover().move(request)).isEqualTo(response);
        assertConsistent();
        assertThat(mail.uids(inbox)).containsExactly(1L, 4L, 6L);
        assertThat(mail.uids(archive)).containsExactly(1L, 2L, 3L);
        MessageRow moved = fetch(archive).getFirst();
        assertThat(moved.getBodyId()).isEqualTo(before.get(1).getBodyId());
        assertThat(moved.getFlags()).isEqualTo(before.get(1).getFlags());
        assertThat(moved.getInternalDateMillis()).isEqualTo(before.get(1).getInternalDateMillis());
        assertThat(moved.getModSeq()).isGreaterThan(before.get(1).getModSeq());
    }

    /** A session that has not been told can still read what was moved away. */
    @Test
    void whatIsMovedStaysReadableWhereItWas() throws Exception {
        mail.messages.mover().move(move(inbox, UidRanges.of(4), "Archive"));
        MessageRow gone = fetch(inbox).get(3);
        assertThat(gone.getUid()).isEqualTo(4);
        assertThat(gone.getExpunged()).isTrue();
        assertThat(gone.getBlob().getLength()).isEqualTo(4_096);
        assertThat(mail.messages
                        .mover()
                        .move(move(inbox, UidRanges.of(4), "Archive"))
                        .getSourceUidsCount())
                .isZero();
        assertConsistent();
    }

    @Test
    void movesWithinAMailbox() throws Exception {
        MoveResponse response = mail.messages.mover().move(move(inbox, UidRanges.of(1, 6), "INBOX"));
        assertThat(response.getTargetUidsList()).containsExactly(7L, 8L);
        assertThat(mail.uids(inbox)).containsExactly(2L, 3L, 4L, 5L, 7L, 8L);
        assertConsistent();
    }

    @Test
    void refuses() throws Exception {
        assertThatThrownBy(() -> mail.messages.mover().move(move(inbox, UidRanges.of(1), "Nowhere")))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Refusal.NO_SUCH_MAILBOX));
        assertThatThrownBy(() -> mail.messages.mover().move(move(4_711, UidRanges.of(1), "INBOX")))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Refusal.NO_SUCH_MAILBOX));
        assertThat(mail.uids(inbox)).hasSize(6);
    }

    /** RFC 6851 §4.1: MOVE fits where COPY does not. */
    @Test
    void isNeutralToTheQuota() throws Exception {
        mail.store.numbers("UPDATE account SET quota_octets = 1 WHERE account_id = $1 RETURNING account_id", alice);
        assertThatThrownBy(() -> mail.messages
                        .copier()
                        .copy(CopyRequest.newBuilder()
                                .setAccountId(alice)
                                .setOperationId(TestMail.freshId())
                                .setMailboxId(inbox)
                                .setUids(UidRanges.of(1).toUidSet())
                                .setTarget("Archive")
                                .build()))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Refusal.OVER_QUOTA));
        assertThat(mail.messages.mover().move(move(inbox, all(), "Archive")).getTargetUidsCount())
                .isEqualTo(6);
        assertConsistent();
    }

    @Test
    void movesAtMostAThousandAtOnce() throws Exception {
        for (int i = 0; i < 8; i++) {
            mail.messages
                    .copier()
                    .copy(CopyRequest.newBuilder()
                            .setAccountId(alice)
                            .setOperationId(TestMail.freshId())
                            .setMailboxId(inbox)
                            .setUids(all().toUidSet())
                            .setTarget("INBOX")
                            .build());
        }
        assertThat(mail.uids(inbox)).hasSize(1_536);
        assertThat(mail.messages.mover().move(move(inbox, all(), "Archive")).getSourceUidsCount())
                .isEqualTo(1_000);
        assertThat(mail.messages.mover().move(move(inbox, all(), "Archive")).getSourceUidsCount())
                .isEqualTo(536);
        assertConsistent();
    }

    /** There and back at the same time: no deadlock, and each message is in one place. */
    @Test
    @Covers({"RFC 6851 §3.3", "RFC 9051 §6.4.8"})
    void movesBothWaysAtOnce() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<MoveResponse>> moves = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                MoveRequest request = i % 2 == 0 ? move(inbox, all(), "Archive") : move(archive, all(), "INBOX");
                moves.add(threads.submit(() -> mail.messages.mover().move(request)));
            }
            for (Future<MoveResponse> done : moves) {
                done.get();
            }
        }
        assertThat(mail.uids(inbox).size() + mail.uids(archive).size()).isEqualTo(6);
        assertConsistent();
    }

    private AppendRequest replace(long uid, String target) throws Exception {
        return AppendRequest.newBuilder()
                .setAccountId(alice)
                .setOperationId(TestMail.freshId())
                .setMailbox(target)
                .addMessages(AppendMessage.newBuilder()
                        .setBody(TestMail.body(mail.objectKey(), 0, "replacement"))
                        .setFlags(Flags.newBuilder().setSystem(16).addKeywords("word"))
                        .setInternalDateMillis(1))
                .setReplaced(ReplacedMessage.newBuilder().setMailboxId(inbox).setUid(uid))
                .build();
    }

    @Test
    @Covers("RFC 8508 §4.5")
    void replaces() throws Exception {
        AppendRequest request = replace(2, "INBOX");
        AppendResponse response = mail.messages.appender().append(request);
        assertThat(response.getUidsList()).containsExactly(7L);
        assertThat(response.getReplacedModSeq()).isPositive().isLessThan(response.getModSeq());
        assertThat(mail.messages.appender().append(request)).isEqualTo(response);
        assertThat(mail.uids(inbox)).containsExactly(1L, 3L, 4L, 5L, 6L, 7L);
        assertThat(mail.messages.appender().append(replace(7, "Archive")).getUidsList())
                .containsExactly(1L);
        assertThat(mail.uids(inbox)).containsExactly(1L, 3L, 4L, 5L, 6L);
        assertConsistent();
    }

    @Test
    @Covers("RFC 8508 §3.4")
    void replacesOrDoesNothing() throws Exception {
        mail.messages.mover().move(move(inbox, UidRanges.of(2), "Archive"));
        assertThatThrownBy(() -> mail.messages.appender().append(replace(2, "Archive")))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Refusal.MESSAGE_GONE));
        assertThatThrownBy(() -> mail.messages.appender().append(replace(1, "Nowhere")))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Refusal.NO_SUCH_MAILBOX));
        assertThat(mail.uids(inbox)).containsExactly(1L, 3L, 4L, 5L, 6L);
        assertThat(mail.uids(archive)).containsExactly(1L);
        assertConsistent();
    }

    /** RFC 8508 §3.4: only the difference counts. */
    @Test
    void asksTheQuotaAboutTheDifference() throws Exception {
        long octets = mail.store.number("SELECT sum(octets)::bigint FROM mailbox WHERE account_id = $1", alice);
        mail.store.numbers(
                "UPDATE account SET quota_octets = $2 WHERE account_id = $1 RETURNING account_id", alice, octets);
        assertThatThrownBy(() -> mail.messages
                        .appender()
                        .append(replace(1, "INBOX").toBuilder().clearReplaced().build()))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Refusal.OVER_QUOTA));
        assertThat(mail.messages.appender().append(replace(1, "INBOX")).getUidsCount())
                .isEqualTo(1);
        assertConsistent();
    }
}
