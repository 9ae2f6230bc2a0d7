package org.packetboat.mailbox.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.mailbox.CopyRequest;
import org.packetboat.contracts.mailbox.CopyResponse;
import org.packetboat.contracts.mailbox.ExpungeRequest;
import org.packetboat.contracts.mailbox.ExpungeResponse;
import org.packetboat.contracts.mailbox.FetchRequest;
import org.packetboat.contracts.mailbox.Flags;
import org.packetboat.contracts.mailbox.MessageRow;
import org.packetboat.contracts.mailbox.MetadataField;
import org.packetboat.contracts.mailbox.StoreRequest;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mailbox.store.UidRanges;
import org.packetboat.testkit.conformance.Covers;

class CopyExpungeIT {
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
        alice = mail.store.account("alice" + accounts++ + "@copy.test");
        inbox = mail.inbox(alice);
        archive = mail.store.mailbox(alice, "Archive");
        String key = mail.objectKey();
        for (int i = 0; i < 6; i++) {
            mail.deliver(alice, key, "message " + i);
        }
        store(UidRanges.of(2, 3), 1 | 8, "Word");
    }

    private void store(UidRanges uids, int system, String... keywords) throws Exception {
        mail.messages
                .flags()
                .store(StoreRequest.newBuilder()
                        .setAccountId(alice)
                        .setMailboxId(inbox)
                        .setOperationId(TestMail.freshId())
                        .setMode(StoreRequest.Mode.ADD)
                        .setUids(uids.toUidSet())
                        .setFlags(Flags.newBuilder().setSystem(system).addAllKeywords(List.of(keywords)))
                        .build());
    }

    private CopyRequest copy(UidRanges uids, String target) {
        return CopyRequest.newBuilder()
                .setAccountId(alice)
                .setOperationId(TestMail.freshId())
                .setMailboxId(inbox)
                .setUids(uids.toUidSet())
                .setTarget(target)
                .build();
    }

    private ExpungeResponse expunge(UidRanges... uids) throws Exception {
        ExpungeRequest.Builder request = ExpungeRequest.newBuilder()
                .setAccountId(alice)
                .setOperationId(TestMail.freshId())
                .setMailboxId(inbox);
        for (UidRanges set : uids) {
            request.setUids(set.toUidSet());
        }
        ExpungeResponse response = mail.messages.expunger().expunge(request.build());
        assertThat(mail.messages.expunger().expunge(request.build())).isEqualTo(response);
        mail.assertConsistent(alice, inbox);
        return response;
    }

    private List<MessageRow> fetch(long mailboxId, MetadataField... fields) throws Exception {
        List<MessageRow> rows = new ArrayList<>();
        mail.messages
                .reader()
                .fetch(
                        FetchRequest.newBuilder()
                                .setAccountId(alice)
                                .setMailboxId(mailboxId)
                                .setUids(new UidRanges.Builder()
                                        .add(1, 1_000)
                                        .build()
                                        .toUidSet())
                                .addAllFields(List.of(fields))
                                .build(),
                        batch -> rows.addAll(batch.getRowsList()));
        return rows;
    }

    @Test
    @Covers({"RFC 3501 §2.3.3", "RFC 3501 §6.4.7", "RFC 9051 §2.3.3", "RFC 9051 §6.4.7", "RFC 8474 §5.1"})
    void copiesKeepWhatTheyAre() throws Exception {
        CopyRequest request = copy(UidRanges.of(2, 3, 5, 99), "Archive");
        CopyResponse response = mail.messages.copier().copy(request);
        assertThat(response.getSourceUidsList()).containsExactly(2L, 3L, 5L);
        assertThat(response.getTargetUidsList()).containsExactly(1L, 2L, 3L);
        assertThat(mail.messages.copier().copy(request)).isEqualTo(response);
        mail.assertConsistent(alice, archive);
        mail.assertConsistent(alice, inbox);
        List<MessageRow> source = fetch(inbox);
        List<MessageRow> copies = fetch(archive);
        assertThat(copies).hasSize(3);
        assertThat(copies.getFirst().getFlags()).isEqualTo(source.get(1).getFlags());
        assertThat(copies.getFirst().getFlags().getKeywordsList()).containsExactly("Word");
        assertThat(copies.getFirst().getBodyId()).isEqualTo(source.get(1).getBodyId());
        assertThat(copies.getFirst().getInternalDateMillis())
                .isEqualTo(source.get(1).getInternalDateMillis());
    }

    @Test
    void copiesIntoTheSameMailbox() throws Exception {
        CopyResponse response = mail.messages.copier().copy(copy(UidRanges.of(1), "INBOX"));
        assertThat(response.getTargetUidsList()).containsExactly(7L);
        mail.assertConsistent(alice, inbox);
    }

    @Test
    @Covers({"RFC 3501 §6.4.7", "RFC 9051 §6.4.7"})
    void copiesAllOrNothing() throws Exception {
        expunge(UidRanges.of(2));
        CopyRequest byUid = copy(UidRanges.of(1, 2, 3), "INBOX").toBuilder()
                .setLeaveOutExpunged(true)
                .build();
        assertThat(mail.messages.copier().copy(byUid).getSourceUidsList()).containsExactly(1L, 3L);
        assertThatThrownBy(() -> mail.messages.copier().copy(copy(UidRanges.of(1, 2), "Archive")))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Refusal.MESSAGE_GONE));
        assertThatThrownBy(() -> mail.messages.copier().copy(copy(UidRanges.of(1), "Nowhere")))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Refusal.NO_SUCH_MAILBOX));
        mail.assertConsistent(alice, archive);
        assertThat(mail.uids(archive)).isEmpty();
        assertThat(mail.messages
                        .copier()
                        .copy(copy(UidRanges.of(50), "Archive"))
                        .getTargetUidsCount())
                .isZero();
    }

    @Test
    void expungesWhatIsDeletedAndKeepsItReadable() throws Exception {
        assertThat(expunge(UidRanges.of(1, 3)).getUidsList()).containsExactly(3L);
        ExpungeResponse rest = expunge();
        assertThat(rest.getUidsList()).containsExactly(2L);
        assertThat(rest.getMore()).isFalse();
        assertThat(mail.uids(inbox)).containsExactly(1L, 4L, 5L, 6L);
        List<MessageRow> rows = fetch(inbox, MetadataField.BLOB, MetadataField.ENVELOPE, MetadataField.HEADER);
        assertThat(rows).extracting(MessageRow::getUid).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(rows).extracting(MessageRow::getExpunged).containsExactly(false, true, true, false, false, false);
        assertThat(rows.get(2).getBlob().getLength()).isEqualTo(4_096);
        assertThat(rows.get(2).getEnvelope().toStringUtf8()).contains("message 2");
        assertThat(rows.get(2).getHeader().toStringUtf8()).startsWith("Return-Path:");
        assertThat(expunge().getUidsList()).isEmpty();
    }

    @Test
    void expungesAtMostAThousandAtOnce() throws Exception {
        for (int i = 0; i < 10; i++) {
            mail.messages
                    .copier()
                    .copy(copy(new UidRanges.Builder().add(1, 5_000).build(), "INBOX"));
        }
        assertThat(mail.uids(inbox)).hasSize(6_144);
        store(new UidRanges.Builder().add(3_600, 5_200).build(), 8);
        ExpungeResponse first =
                expunge(new UidRanges.Builder().add(3_600, 6_000).build());
        assertThat(first.getUidsCount()).isEqualTo(1_000);
        assertThat(first.getMore()).isTrue();
        ExpungeResponse second =
                expunge(new UidRanges.Builder().add(3_600, 6_000).build());
        assertThat(second.getUidsCount()).isGreaterThanOrEqualTo(601);
        assertThat(second.getMore()).isFalse();
        assertThat(fetch(inbox)).hasSize(1_000);
    }
}
