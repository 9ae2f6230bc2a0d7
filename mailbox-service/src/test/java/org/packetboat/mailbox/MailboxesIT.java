package org.packetboat.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.contracts.mailbox.CreateRequest;
import org.packetboat.contracts.mailbox.DeleteRequest;
import org.packetboat.contracts.mailbox.ListBatch;
import org.packetboat.contracts.mailbox.ListRequest;
import org.packetboat.contracts.mailbox.MailboxEntry;
import org.packetboat.contracts.mailbox.MailboxStatus;
import org.packetboat.contracts.mailbox.OpenRequest;
import org.packetboat.contracts.mailbox.OpenResponse;
import org.packetboat.contracts.mailbox.RenameRequest;
import org.packetboat.contracts.mailbox.StatusFields;
import org.packetboat.contracts.mailbox.StatusRequest;
import org.packetboat.contracts.mailbox.SubscribeRequest;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mailbox.client.BatchReader;
import org.packetboat.mailbox.client.MailboxesClient;
import org.packetboat.testkit.conformance.Covers;

/** RFC 3501 §6.3.1 to §6.3.10 as the gateway's calls see it. */
final class MailboxesIT {
    private static RunningService service;
    private static MailboxesClient mailboxes;
    private static int accounts;
    private long account;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        service = RunningService.start(data);
        mailboxes = service.channel().mailboxes();
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
    }

    @BeforeEach
    void newAccount(TestInfo test) throws Exception {
        account = service.account("user" + ++accounts);
    }

    private List<MailboxEntry> list() throws InterruptedException {
        List<MailboxEntry> entries = new ArrayList<>();
        ListRequest request = ListRequest.newBuilder().setAccountId(account).build();
        try (BatchReader<ListBatch> batches = mailboxes.list(request)) {
            while (batches.hasNext()) {
                entries.addAll(batches.next().getMailboxesList());
            }
        }
        return entries;
    }

    private List<String> names() throws InterruptedException {
        return list().stream().map(MailboxEntry::getName).toList();
    }

    private List<String> subscribed() throws InterruptedException {
        List<String> names = new ArrayList<>();
        ListRequest request = ListRequest.newBuilder().setAccountId(account).build();
        try (BatchReader<ListBatch> batches = mailboxes.list(request)) {
            while (batches.hasNext()) {
                names.addAll(batches.next().getSubscribedList());
            }
        }
        return names;
    }

    private CreateRequest createRequest(String name) {
        return CreateRequest.newBuilder().setAccountId(account).setName(name).build();
    }

    private long create(String name) throws InterruptedException {
        return mailboxes.create(createRequest(name)).getMailboxId();
    }

    private void delete(String name) throws InterruptedException {
        mailboxes.delete(
                DeleteRequest.newBuilder().setAccountId(account).setName(name).build());
    }

    private RenameRequest renameRequest(String from, String to) {
        return RenameRequest.newBuilder()
                .setAccountId(account)
                .setFrom(from)
                .setTo(to)
                .build();
    }

    private MailboxStatus status(String name) throws InterruptedException {
        return mailboxes.status(StatusRequest.newBuilder()
                .setAccountId(account)
                .setName(name)
                .setFields(StatusFields.newBuilder().setRecent(true))
                .build());
    }

    private OpenResponse open(String name, boolean claim) throws InterruptedException {
        return mailboxes.open(OpenRequest.newBuilder()
                .setAccountId(account)
                .setName(name)
                .setClaimRecent(claim)
                .build());
    }

    private static void assertRefused(Refusal refusal, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(refusal));
    }

    @Test
    void anAccountBeginsWithInboxAndSpecialUses() throws Exception {
        assertThat(list())
                .extracting(MailboxEntry::getName, entry -> String.join(" ", entry.getSpecialUsesList()))
                .containsExactly(
                        tuple("Archive", "\\Archive"),
                        tuple("Drafts", "\\Drafts"),
                        tuple("INBOX", ""),
                        tuple("Junk", "\\Junk"),
                        tuple("Sent", "\\Sent"),
                        tuple("Trash", "\\Trash"));
        assertThat(subscribed()).containsExactlyElementsOf(names());
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    @Test
    @Covers({"RFC 3501 §6.3.3", "RFC 9051 §6.3.4"})
    void createsSuperiors() throws Exception {
        create("foo/bar/zap/");

        assertThat(names()).contains("foo", "foo/bar", "foo/bar/zap");
        assertThat(List.of(
                        status("foo").getUidValidity(),
                        status("foo/bar").getUidValidity(),
                        status("foo/bar/zap").getUidValidity()))
                .doesNotHaveDuplicates();
        assertRefused(Refusal.MAILBOX_EXISTS, () -> create("foo/bar"));
        assertRefused(Refusal.MAILBOX_EXISTS, () -> create("inbox"));
        assertRefused(Refusal.INVALID_MAILBOX_NAME, () -> create("a//b"));
    }

    @Test
    void aRepeatedOperationHappensOnce() throws Exception {
        CreateRequest create = createRequest("once").toBuilder()
                .setOperationId(ByteString.copyFrom(new byte[16]))
                .build();

        long first = mailboxes.create(create).getMailboxId();

        assertThat(mailboxes.create(create).getMailboxId()).isEqualTo(first);
        DeleteRequest delete = DeleteRequest.newBuilder()
                .setAccountId(account)
                .setName("once")
                .setOperationId(ByteString.copyFromUtf8("0123456789abcdef"))
                .build();
        assertThat(mailboxes.delete(delete).getMailboxId()).isEqualTo(first);
        assertThat(mailboxes.delete(delete).getMailboxId()).isEqualTo(first);
        assertThat(names()).doesNotContain("once");
    }

    @Test
    @Covers({
        "RFC 3501 §2.3.1.1",
        "RFC 3501 §6.3.3",
        "RFC 3501 §6.3.4",
        "RFC 9051 §2.3.1.1",
        "RFC 9051 §6.3.4",
        "RFC 9051 §6.3.5"
    })
    void deletesAndNeverUsesAUidValidityAgain() throws Exception {
        create("a");
        long before = status("a").getUidValidity();
        service.append(account, "a", 3, 0);

        delete("a");
        assertRefused(Refusal.NO_SUCH_MAILBOX, () -> status("a"));
        create("a");

        assertThat(status("a").getUidValidity()).isGreaterThan(before);
        assertThat(status("a").getUidNext()).isEqualTo(1);
        assertThat(status("a").getMessages()).isZero();
        assertRefused(Refusal.NOT_PERMITTED, () -> delete("INBOX"));
        assertRefused(Refusal.NO_SUCH_MAILBOX, () -> delete("absent"));
    }

    @Test
    @Covers("RFC 7162 §5.3")
    void aDeletedMailboxesBodiesEnd() throws Exception {
        create("a");
        service.append(account, "a", 1_500, 0);
        delete("a");

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> service.number("SELECT count(*) FROM body WHERE account_id = $1", account)
                                + service.number("SELECT count(*) FROM message WHERE account_id = $1", account)
                                + service.number("SELECT count(*) FROM tombstone WHERE account_id = $1", account)
                                + service.number("SELECT count(*) FROM mailbox_removal WHERE account_id = $1", account)
                        == 0);
    }

    @Test
    void aRemovedAccountLeavesNothing() throws Exception {
        service.append(account, "INBOX", 10, 0);
        service.append(account, "Sent", 10, 0);

        service.application().accounts().remove("user" + accounts + "@mail.test");

        assertRefused(Refusal.NO_SUCH_MAILBOX, () -> status("INBOX"));
        assertRefused(Refusal.NO_SUCH_ACCOUNT, () -> create("a"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> service.number("SELECT count(*) FROM account WHERE account_id = $1", account)
                                + service.number("SELECT count(*) FROM body WHERE account_id = $1", account)
                        == 0);
    }

    /** RFC 3501 §6.3.4, the example. */
    @Test
    @Covers({"RFC 3501 §6.3.4", "RFC 9051 §6.3.5", "RFC 8474 §4"})
    void aNameWithInferiorsStays() throws Exception {
        create("foo");
        create("foo/bar");
        long mailboxId = status("foo").getMailboxId();

        delete("foo");

        assertThat(list().stream().filter(entry -> entry.getName().equals("foo")))
                .allMatch(MailboxEntry::getNoSelect)
                .hasSize(1);
        assertRefused(Refusal.MAILBOX_NOT_SELECTABLE, () -> status("foo"));
        assertRefused(Refusal.MAILBOX_NOT_SELECTABLE, () -> open("foo", true));
        assertRefused(Refusal.MAILBOX_HAS_INFERIORS, () -> delete("foo"));
        create("foo");
        assertThat(status("foo").getMailboxId()).isNotEqualTo(mailboxId);
        delete("foo");
        delete("foo/bar");
        delete("foo");
        assertThat(names()).doesNotContain("foo", "foo/bar");
    }

    @Test
    @Covers({"RFC 3501 §6.3.5", "RFC 9051 §6.3.6"})
    void renamesWithInferiors() throws Exception {
        create("foo/bar/zap");
        long id = status("foo/bar").getMailboxId();
        long uidValidity = status("foo/bar").getUidValidity();

        mailboxes.rename(renameRequest("foo", "new/place"));

        assertThat(names()).contains("new", "new/place", "new/place/bar", "new/place/bar/zap");
        assertThat(names()).doesNotContain("foo", "foo/bar", "foo/bar/zap");
        assertThat(status("new/place/bar").getMailboxId()).isEqualTo(id);
        assertThat(status("new/place/bar").getUidValidity()).isEqualTo(uidValidity);
        assertRefused(Refusal.NO_SUCH_MAILBOX, () -> mailboxes.rename(renameRequest("foo", "x")));
        assertRefused(Refusal.MAILBOX_EXISTS, () -> mailboxes.rename(renameRequest("new", "Sent")));
        assertRefused(Refusal.NOT_PERMITTED, () -> mailboxes.rename(renameRequest("new", "new/x")));
        assertRefused(Refusal.MAILBOX_EXISTS, () -> mailboxes.rename(renameRequest("new", "INBOX")));
    }

    @Test
    @Covers({"RFC 3501 §6.3.5", "RFC 9051 §6.3.6"})
    void renamingInboxMovesItsMessages() throws Exception {
        create("INBOX/sub");
        service.append(account, "INBOX", 6_200, 1);
        RenameRequest rename = renameRequest("INBOX", "old/mail").toBuilder()
                .setOperationId(ByteString.copyFromUtf8("rename-of-inbox!"))
                .build();

        mailboxes.rename(rename);
        service.append(account, "INBOX", 1, 0);
        mailboxes.rename(rename);

        assertThat(status("old/mail").getMessages()).isEqualTo(6_200);
        assertThat(status("old/mail").getOctets()).isEqualTo(620_000);
        assertThat(status("old/mail").getUnseen()).isZero();
        assertThat(status("INBOX").getMessages()).isEqualTo(1);
        assertThat(status("INBOX").getUidNext()).isEqualTo(6_202);
        assertThat(names()).contains("INBOX", "INBOX/sub", "old/mail");
        assertThat(open("INBOX", false).getUids().getBoundsList()).containsExactly(6_201L, 6_201L);
        assertThat(open("old/mail", false).getUids().getBoundsList()).containsExactly(1L, 6_200L);
        assertRefused(Refusal.MAILBOX_EXISTS, () -> mailboxes.rename(renameRequest("INBOX", "old/mail")));
    }

    /** RFC 6154 §3, RFC 8474 §4: the uses and the id stay with the mailbox. */
    @Test
    @Covers({"RFC 8474 §4", "RFC 6154 §3"})
    void specialUsesAndIdsSurviveARename() throws Exception {
        long id = mailboxes
                .create(createRequest("Posted").toBuilder()
                        .addSpecialUses("\\Sent")
                        .addSpecialUses("\\Archive")
                        .build())
                .getMailboxId();
        mailboxes.rename(renameRequest("Posted", "Out"));

        assertThat(status("Out").getMailboxId()).isEqualTo(id);
        assertThat(list().stream().filter(entry -> entry.getMailboxId() == id))
                .singleElement()
                .extracting(MailboxEntry::getSpecialUsesList)
                .isEqualTo(List.of("\\Archive", "\\Sent"));
        assertRefused(
                Refusal.NOT_PERMITTED,
                () -> mailboxes.create(createRequest("Every").toBuilder()
                        .addSpecialUses("\\All")
                        .build()));
        assertThat(names()).doesNotContain("Every");
    }

    /** RFC 9051 §5.1: whatever form a name comes in, it is the same mailbox's. */
    @Test
    @Covers("RFC 9051 §5.1")
    void everyCallTakesAnyFormOfAName() throws Exception {
        create("Entwu\u0308rfe");
        service.append(account, "Entwu\u0308rfe", 2, 0);

        assertThat(names()).contains("Entw\u00fcrfe");
        assertThat(status("Entw\u00fcrfe").getMessages()).isEqualTo(2);
        assertThat(open("Entwu\u0308rfe", false).getStatus().getMessages()).isEqualTo(2);
        mailboxes.rename(renameRequest("Entwu\u0308rfe", "Mu\u0308ll"));
        assertThat(names()).contains("M\u00fcll").doesNotContain("Entw\u00fcrfe");
    }

    /** RFC 5819: counters of all mailboxes in the snapshot of the list. */
    @Test
    @Covers({"RFC 5819 §2", "RFC 9051 §6.3.9.2"})
    void listsWithCounters() throws Exception {
        create("foo/bar");
        delete("foo");
        service.append(account, "foo/bar", 3, 1);
        List<MailboxEntry> entries = new ArrayList<>();
        ListRequest request = ListRequest.newBuilder()
                .setAccountId(account)
                .setPrefix("foo")
                .setStatus(StatusFields.newBuilder().setRecent(true))
                .build();
        try (BatchReader<ListBatch> batches = mailboxes.list(request)) {
            while (batches.hasNext()) {
                entries.addAll(batches.next().getMailboxesList());
            }
        }

        assertThat(entries).hasSize(2);
        assertThat(entries.getFirst().getNoSelect()).isTrue();
        assertThat(entries.getFirst().hasStatus()).isFalse();
        assertThat(entries.getLast().getStatus())
                .isEqualTo(status("foo/bar"))
                .matches(status -> status.getMessages() == 3 && status.getRecent() == 3);
    }

    @Test
    void nothingBeginsWithNul() throws Exception {
        ListRequest request =
                ListRequest.newBuilder().setAccountId(account).setPrefix("a\0").build();
        try (BatchReader<ListBatch> batches = mailboxes.list(request)) {
            while (batches.hasNext()) {
                assertThat(batches.next().getMailboxesList()).isEmpty();
            }
        }
    }

    @Test
    @Covers({"RFC 3501 §6.3.6", "RFC 3501 §6.3.9", "RFC 9051 §6.3.7"})
    void subscriptionsAreOfNames() throws Exception {
        SubscribeRequest request = SubscribeRequest.newBuilder()
                .setAccountId(account)
                .setName("not/there")
                .setSubscribe(true)
                .build();

        mailboxes.subscribe(request);
        mailboxes.subscribe(request);
        assertThat(subscribed()).contains("not/there");
        mailboxes.subscribe(request.toBuilder().setSubscribe(false).build());
        mailboxes.subscribe(request.toBuilder().setSubscribe(false).build());

        assertThat(subscribed()).doesNotContain("not/there");
        delete("Sent");
        assertThat(subscribed()).contains("Sent");
    }

    @Test
    void opensWithEverythingOfOneSnapshot() throws Exception {
        service.append(account, "INBOX", 3, 1);
        service.append(account, "INBOX", 2, 0);

        create("INBOX/sub");
        OpenResponse open = open("inbox", false);

        assertThat(open.getStatus().getMessages()).isEqualTo(5);
        assertThat(open.getStatus().getUnseen()).isEqualTo(2);
        assertThat(open.getStatus().getUidNext()).isEqualTo(6);
        assertThat(open.getStatus().getOctets()).isEqualTo(500);
        assertThat(open.getStatus().getHighestModSeq()).isPositive();
        assertThat(open.getUids().getBoundsList()).containsExactly(1L, 5L);
        assertThat(open.getFirstUnseenUid()).isEqualTo(4);
        assertThat(open.getHasInferiors()).isTrue();
        assertThat(open("Sent", false).getSpecialUsesList()).containsExactly("\\Sent");
        assertThat(open("Sent", false).getHasInferiors()).isFalse();
        assertRefused(Refusal.NO_SUCH_MAILBOX, () -> open("absent", false));
    }

    @Test
    @Covers({"RFC 3501 §6.3.2", "RFC 3501 §6.3.10"})
    void recentIsClaimedOnceAndOnlyBySelect() throws Exception {
        service.append(account, "INBOX", 3, 0);

        assertThat(open("INBOX", false).getStatus().getRecent()).isEqualTo(3);
        assertThat(status("INBOX").getRecent()).isEqualTo(3);
        assertThat(mailboxes
                        .status(StatusRequest.newBuilder()
                                .setAccountId(account)
                                .setName("INBOX")
                                .build())
                        .getRecent())
                .as("not counted when nobody asks")
                .isZero();
        assertThat(open("INBOX", true).getStatus().getRecent()).isEqualTo(3);
        assertThat(open("INBOX", true).getStatus().getRecent()).isZero();
        service.append(account, "INBOX", 2, 0);
        assertThat(status("INBOX").getRecent()).isEqualTo(2);
        assertThat(open("INBOX", false).getStatus().getRecentFrom()).isEqualTo(4);
        assertThat(open("INBOX", true).getStatus().getRecentFrom()).isEqualTo(4);
        assertThat(status("INBOX").getRecent()).isZero();
    }
}
