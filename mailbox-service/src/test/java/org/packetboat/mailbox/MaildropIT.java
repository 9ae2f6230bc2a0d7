package org.packetboat.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.contracts.mailbox.CommitMaildropRequest;
import org.packetboat.contracts.mailbox.ExpungeRequest;
import org.packetboat.contracts.mailbox.Flags;
import org.packetboat.contracts.mailbox.MaildropEntry;
import org.packetboat.contracts.mailbox.OpenMaildropBatch;
import org.packetboat.contracts.mailbox.OpenMaildropRequest;
import org.packetboat.contracts.mailbox.ReleaseMaildropRequest;
import org.packetboat.contracts.mailbox.RenameRequest;
import org.packetboat.contracts.mailbox.RenewMaildropRequest;
import org.packetboat.contracts.mailbox.StatusRequest;
import org.packetboat.contracts.mailbox.StoreRequest;
import org.packetboat.contracts.mailbox.UidSet;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mailbox.client.BatchReader;
import org.packetboat.mailbox.client.MailboxChannel;
import org.packetboat.mailbox.client.MaildropClient;

/** The lock and the listing of a maildrop. */
final class MaildropIT {
    private static final ByteString FIRST = ByteString.copyFromUtf8("first-session-00");
    private static final int DELETED = 8;
    private static final ByteString SECOND = ByteString.copyFromUtf8("second-session-0");

    private static RunningService service;
    private static RunningService.Instance other;
    private static MaildropClient maildrop;
    private static int accounts;
    private long account;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        service = RunningService.start(data, Map.of("packetboat.mailbox-service.maildrop-lease", "2s"));
        maildrop = service.channel().maildrop();
        other = service.another();
    }

    @AfterAll
    static void stop() throws Exception {
        other.close();
        service.close();
    }

    @BeforeEach
    void newAccount() throws Exception {
        account = service.account("user" + ++accounts);
    }

    private List<MaildropEntry> open(ByteString token) throws InterruptedException {
        return open(maildrop, token);
    }

    private List<MaildropEntry> open(MaildropClient maildrop, ByteString token) throws InterruptedException {
        OpenMaildropRequest request = OpenMaildropRequest.newBuilder()
                .setAccountId(account)
                .setToken(token)
                .build();
        List<MaildropEntry> entries = new ArrayList<>();
        try (BatchReader<OpenMaildropBatch> batches = maildrop.open(request)) {
            OpenMaildropBatch first = batches.next();
            assertThat(first.getUidValidity()).isPositive();
            assertThat(first.getMailboxId()).isPositive();
            assertThat(first.getLeaseMillis()).isEqualTo(2_000);
            entries.addAll(first.getEntriesList());
            while (batches.hasNext()) {
                entries.addAll(batches.next().getEntriesList());
            }
        }
        return entries;
    }

    private static List<Long> uids(List<MaildropEntry> entries) {
        return entries.stream().map(MaildropEntry::getUid).toList();
    }

    private CommitMaildropRequest commit(ByteString token, long... bounds) {
        UidSet.Builder uids = UidSet.newBuilder();
        for (long bound : bounds) {
            uids.addBounds(bound);
        }
        return CommitMaildropRequest.newBuilder()
                .setAccountId(account)
                .setToken(token)
                .setDeleted(uids)
                .setOperationId(ByteString.copyFromUtf8("commit-operation"))
                .build();
    }

    private void renew(ByteString token) throws InterruptedException {
        maildrop.renew(RenewMaildropRequest.newBuilder()
                .setAccountId(account)
                .setToken(token)
                .build());
    }

    private long messages() throws InterruptedException {
        return service.channel()
                .mailboxes()
                .status(StatusRequest.newBuilder()
                        .setAccountId(account)
                        .setName("INBOX")
                        .build())
                .getMessages();
    }

    private static void assertRefused(Refusal refusal, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(refusal));
    }

    @Test
    void listsAllOfInbox() throws Exception {
        service.append(account, "INBOX", 2_500, 0);

        List<MaildropEntry> entries = open(FIRST);

        assertThat(entries).hasSize(2_500).isSortedAccordingTo((a, b) -> Long.compare(a.getUid(), b.getUid()));
        assertThat(entries.getFirst().getSize()).isEqualTo(100);
        assertThat(entries.getFirst().getBodyId().size()).isEqualTo(16);
        assertThat(entries.get(7).getBlob().getOffset()).isEqualTo(700);
        assertThat(entries.get(7).getBlob().getLength()).isEqualTo(100);
        assertThat(entries.get(7).getBlob().getObjectKey()).startsWith("pack/");
    }

    @Test
    void oneSessionAtATime() throws Exception {
        assertThat(open(FIRST)).isEmpty();

        assertThat(open(FIRST)).isEmpty();
        assertRefused(Refusal.MAILDROP_IN_USE, () -> open(SECOND));
        maildrop.release(ReleaseMaildropRequest.newBuilder()
                .setAccountId(account)
                .setToken(SECOND)
                .build());
        assertRefused(Refusal.MAILDROP_IN_USE, () -> open(SECOND));
        maildrop.release(ReleaseMaildropRequest.newBuilder()
                .setAccountId(account)
                .setToken(FIRST)
                .build());
        assertThat(open(SECOND)).isEmpty();
        assertRefused(Refusal.MAILDROP_LOST, () -> renew(FIRST));
    }

    @Test
    void aLeaseEndsUnlessRenewed() throws Exception {
        open(FIRST);
        for (int i = 0; i < 4; i++) {
            renew(FIRST);
            assertRefused(Refusal.MAILDROP_IN_USE, () -> open(SECOND));
        }

        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .ignoreException(RefusedException.class)
                .until(() -> open(SECOND).isEmpty());

        assertRefused(Refusal.MAILDROP_LOST, () -> renew(FIRST));
    }

    @Test
    void commitExpungesOnceAndFreesTheLock() throws Exception {
        service.append(account, "INBOX", 10, 0);
        open(FIRST);

        maildrop.commit(commit(FIRST, 2, 4, 9, 9, 50, 60));
        maildrop.commit(commit(FIRST, 2, 4, 9, 9, 50, 60));

        assertThat(messages()).isEqualTo(6);
        assertThat(open(SECOND)).extracting(MaildropEntry::getUid).containsExactly(1L, 5L, 6L, 7L, 8L, 10L);
    }

    /** Every second of 100,000, which is the most work: a range for each mark, and all blocks of UIDs. In one transaction, within a call's deadline. */
    @Test
    void fiftyThousandMarksAreCommittedAtOnce() throws Exception {
        int messages = 100_000;
        for (int i = 0; i < messages; i += 5_000) {
            service.append(account, "INBOX", 5_000, 0);
        }
        assertThat(open(FIRST)).hasSize(messages);
        long[] bounds = new long[messages];
        for (int i = 0; i < messages; i += 2) {
            bounds[i] = i + 1;
            bounds[i + 1] = i + 1;
        }

        long start = System.nanoTime();
        maildrop.commit(commit(FIRST, bounds));
        Duration taken = Duration.ofNanos(System.nanoTime() - start);

        assertThat(taken).isLessThan(MailboxChannel.DEFAULT_DEADLINE);
        assertThat(messages()).isEqualTo(messages / 2);
        assertThat(uids(open(SECOND)).subList(0, 3)).containsExactly(2L, 4L, 6L);
    }

    @Test
    void commitWithoutTheLockChangesNothing() throws Exception {
        service.append(account, "INBOX", 3, 0);
        open(FIRST);

        assertRefused(Refusal.MAILDROP_LOST, () -> maildrop.commit(commit(SECOND, 1, 3)));

        assertThat(messages()).isEqualTo(3);
        assertRefused(Refusal.MAILDROP_IN_USE, () -> open(SECOND));
        maildrop.commit(commit(FIRST));
        assertThat(open(SECOND)).hasSize(3);
    }

    @Test
    void theLockIsOneForAllInstances() throws Exception {
        service.append(account, "INBOX", 3, 0);
        open(FIRST);

        assertRefused(Refusal.MAILDROP_IN_USE, () -> open(other.channel().maildrop(), SECOND));
        other.channel().maildrop().commit(commit(FIRST, 1, 2));

        assertThat(uids(open(other.channel().maildrop(), SECOND))).containsExactly(3L);
        assertRefused(Refusal.MAILDROP_IN_USE, () -> open(FIRST));
    }

    /** RFC 1939 §6: a session that ends without QUIT deletes nothing, and whoever comes after it is not disturbed by its remains. */
    @Test
    void aHolderThatDiedIsFollowedByTheNextAndDeletesNothingAnyMore() throws Exception {
        service.append(account, "INBOX", 3, 0);
        open(FIRST);
        Instant begin = service.database()
                .run("SELECT now()", Tuple.tuple())
                .iterator()
                .next()
                .getOffsetDateTime(0)
                .toInstant();

        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .ignoreException(RefusedException.class)
                .until(() -> open(other.channel().maildrop(), SECOND).size() == 3);

        assertThat(service.number(
                        "SELECT (extract(epoch FROM expires_at) * 1000)::bigint FROM maildrop WHERE account_id = $1",
                        account))
                .isGreaterThan(begin.plusSeconds(3).toEpochMilli());
        assertRefused(Refusal.MAILDROP_LOST, () -> maildrop.commit(commit(FIRST, 1, 3)));
        maildrop.release(ReleaseMaildropRequest.newBuilder()
                .setAccountId(account)
                .setToken(FIRST)
                .build());
        assertThat(messages()).isEqualTo(3);
        assertRefused(Refusal.MAILDROP_IN_USE, () -> open(FIRST));
    }

    @Test
    void whatImapHasExpungedCountsAsDeletedAndWhatArrivedStays() throws Exception {
        service.append(account, "INBOX", 4, 0);
        assertThat(uids(open(FIRST))).containsExactly(1L, 2L, 3L, 4L);
        service.append(account, "INBOX", 2, 0);
        long inbox = service.number("SELECT mailbox_id FROM mailbox WHERE account_id = $1 AND name = 'INBOX'", account);
        service.channel()
                .messages()
                .store(StoreRequest.newBuilder()
                        .setAccountId(account)
                        .setMailboxId(inbox)
                        .setMode(StoreRequest.Mode.ADD)
                        .setUids(UidSet.newBuilder().addBounds(2).addBounds(2))
                        .setFlags(Flags.newBuilder().setSystem(DELETED))
                        .build());
        assertThat(service.channel()
                        .messages()
                        .expunge(ExpungeRequest.newBuilder()
                                .setAccountId(account)
                                .setMailboxId(inbox)
                                .build())
                        .getUidsList())
                .containsExactly(2L);

        maildrop.commit(commit(FIRST, 1, 2, 4, 4));

        assertThat(uids(open(SECOND))).containsExactly(3L, 5L, 6L);
    }

    /** RFC 1939 §7, UIDL: RENAME of INBOX moves its messages away, and no id of theirs comes back. */
    @Test
    void uniqueIdsOutliveARenamedInbox() throws Exception {
        service.append(account, "INBOX", 3, 0);
        long validity = uidValidity();
        service.channel()
                .mailboxes()
                .rename(RenameRequest.newBuilder()
                        .setAccountId(account)
                        .setFrom("INBOX")
                        .setTo("Old")
                        .build());
        service.append(account, "INBOX", 2, 0);

        assertThat(uids(open(FIRST))).containsExactly(4L, 5L);
        assertThat(uidValidity()).isEqualTo(validity);
    }

    private long uidValidity() throws InterruptedException {
        return service.number("SELECT uid_validity FROM mailbox WHERE account_id = $1 AND name = 'INBOX'", account);
    }
}
