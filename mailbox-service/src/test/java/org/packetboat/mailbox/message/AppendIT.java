package org.packetboat.mailbox.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.mailbox.AppendMessage;
import org.packetboat.contracts.mailbox.AppendRequest;
import org.packetboat.contracts.mailbox.AppendResponse;
import org.packetboat.contracts.mailbox.Flags;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.testkit.conformance.Covers;

class AppendIT {
    private static MailboxFixture mail;

    @BeforeAll
    static void start() throws Exception {
        mail = MailboxFixture.start();
    }

    @AfterAll
    static void stop() throws Exception {
        mail.close();
    }

    private static AppendRequest.Builder request(long accountId, String mailbox) {
        return AppendRequest.newBuilder()
                .setAccountId(accountId)
                .setOperationId(TestMail.freshId())
                .setMailbox(mailbox);
    }

    private static AppendMessage message(int flags, String... keywords) throws InterruptedException {
        return AppendMessage.newBuilder()
                .setBody(TestMail.body(mail.objectKey(), 0, "appended"))
                .setInternalDateMillis(1_700_000_000_123L)
                .setFlags(Flags.newBuilder().setSystem(flags).addAllKeywords(List.of(keywords)))
                .build();
    }

    private static void assertRefused(AppendRequest.Builder request, Refusal reason) {
        assertThatThrownBy(() -> mail.messages.appender().append(request.build()))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void appendsAllWithTheirFlags() throws Exception {
        long alice = mail.store.account("alice@append.test");
        long drafts = mail.store.mailbox(alice, "Drafts");
        AppendRequest request = request(alice, "Drafts")
                .addMessages(message(1 | 8))
                .addMessages(message(0, "$Work", "Later"))
                .addMessages(message(16, "$WORK"))
                .build();
        AppendResponse response = mail.messages.appender().append(request);
        assertThat(response.getUidsList()).containsExactly(1L, 2L, 3L);
        assertThat(response.getMailboxId()).isEqualTo(drafts);
        mail.assertConsistent(alice, drafts);
        assertThat(mail.store.number("SELECT unseen * 10 + deleted FROM mailbox WHERE mailbox_id = $1", drafts))
                .isEqualTo(21);
        assertThat(mail.store.number(
                        "SELECT count(*) FROM message WHERE mailbox_id = $1 AND '$Work' = ANY(keywords)", drafts))
                .isEqualTo(2);
        assertThat(mail.messages.appender().append(request)).isEqualTo(response);
        assertThat(mail.uids(drafts)).hasSize(3);
    }

    /** Asked once the objects' windows are known, as they are but for the first key of a block. */
    private static Optional<AppendResponse> atOnce(AppendRequest request) throws InterruptedException {
        for (AppendMessage message : request.getMessagesList()) {
            mail.windows.stale(List.of(message.getBody().getBlob().getObjectKey()));
        }
        return mail.messages
                .appender()
                .appendAtOnce(request)
                .toCompletableFuture()
                .join();
    }

    @Test
    void whatIsAppendedAtOnceIsAppendedOnce() throws Exception {
        long alice = mail.store.account("alice@once.test");
        long drafts = mail.store.mailbox(alice, "Drafts");
        AppendRequest first =
                request(alice, "Drafts").addMessages(message(1 | 8)).build();
        AppendResponse longWay = mail.messages.appender().append(first);
        assertThat(atOnce(first)).isEmpty();
        AppendRequest second = request(alice, "Drafts")
                .addMessages(message(0))
                .addMessages(message(1))
                .build();
        AppendResponse response = atOnce(second).orElseThrow();
        assertThat(response.getUidsList()).containsExactly(2L, 3L);
        assertThat(response.getModSeq()).isGreaterThan(longWay.getModSeq());
        assertThat(atOnce(second)).isEmpty();
        assertThat(mail.messages.appender().append(second)).isEqualTo(response);
        assertThat(mail.messages.appender().append(first)).isEqualTo(longWay);
        assertThat(mail.uids(drafts)).hasSize(3);
        mail.assertConsistent(alice, drafts);
        assertThat(mail.hints).contains(alice + " " + drafts + " " + response.getModSeq() + " 4");
    }

    @Test
    void whatCannotBeDoneAtOnceHasNotHappened() throws Exception {
        long alice = mail.store.account("alice@longway.test");
        mail.store.numbers("UPDATE account SET quota_octets = 5000 WHERE account_id = $1", alice);
        AppendRequest tooMuch = request(alice, "INBOX")
                .addMessages(message(0))
                .addMessages(message(0))
                .build();
        assertThat(atOnce(tooMuch)).isEmpty();
        assertThat(atOnce(request(alice, "Nowhere").addMessages(message(0)).build()))
                .isEmpty();
        assertThat(atOnce(
                        request(alice, "INBOX").addMessages(message(0, "word")).build()))
                .isEmpty();
        assertThat(mail.store.number("SELECT count(*) FROM body WHERE account_id = $1", alice))
                .isZero();
        assertThat(mail.store.number("SELECT count(*) FROM operation WHERE account_id = $1", alice))
                .isZero();
    }

    @Test
    @Covers({"RFC 3501 §6.3.11", "RFC 9051 §6.3.12"})
    void refusesWhatCannotBe() throws Exception {
        long alice = mail.store.account("alice@refuse.test");
        long only = mail.store.mailbox(alice, "Name");
        mail.store.numbers("UPDATE mailbox SET no_select = true WHERE mailbox_id = $1", only);
        mail.store.numbers("UPDATE account SET quota_octets = 5000 WHERE account_id = $1", alice);
        assertRefused(request(alice, "Nowhere").addMessages(message(0)), Refusal.NO_SUCH_MAILBOX);
        assertRefused(request(alice, "Nowhere").addMessages(message(0, "word")), Refusal.NO_SUCH_MAILBOX);
        assertRefused(request(alice, "Name").addMessages(message(0)), Refusal.MAILBOX_NOT_SELECTABLE);
        assertRefused(request(alice, "INBOX").addMessages(message(0)).addMessages(message(0)), Refusal.OVER_QUOTA);
        assertThat(mail.store.number("SELECT count(*) FROM body WHERE account_id = $1", alice))
                .isZero();
        mail.messages
                .appender()
                .append(request(alice, "INBOX").addMessages(message(0)).build());
        assertRefused(request(alice, "INBOX").addMessages(message(0)), Refusal.OVER_QUOTA);
    }

    @Test
    void refusesAnObjectThatIsTooOld() throws Exception {
        long alice = mail.store.account("alice@old.test");
        AppendMessage message = message(0).toBuilder()
                .setBody(TestMail.body("pack/2020010100/0123456789abcdef", 0, "old"))
                .build();
        assertRefused(request(alice, "INBOX").addMessages(message), Refusal.STALE_BLOB);
    }
}
