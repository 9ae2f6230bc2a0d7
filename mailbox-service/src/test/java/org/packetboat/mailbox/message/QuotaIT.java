package org.packetboat.mailbox.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.mailbox.AppendMessage;
import org.packetboat.contracts.mailbox.AppendRequest;
import org.packetboat.contracts.mailbox.CopyRequest;
import org.packetboat.contracts.mailbox.ResolveResponse.Outcome;
import org.packetboat.contracts.mailbox.StatusFields;
import org.packetboat.contracts.mailbox.UidSet;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mailbox.directory.Resolver;
import org.packetboat.mailbox.mailboxes.MailboxReader;
import org.packetboat.mailbox.store.DirectoryTable;
import org.packetboat.mailbox.store.QuotaStatement;
import org.packetboat.testkit.conformance.Covers;

/** RFC 9208 and architecture 3.2: what is refused where, with limits of either kind. Every message has 4,096 octets. */
class QuotaIT {
    private static final long NONE = -1;
    private static MailboxFixture mail;
    private static MailboxReader reader;
    private static int accounts;
    private String address;
    private long alice;

    @BeforeAll
    static void start() throws Exception {
        mail = MailboxFixture.start();
        reader = new MailboxReader(mail.store.database());
    }

    @AfterAll
    static void stop() throws Exception {
        mail.close();
    }

    @BeforeEach
    void newAccount() throws Exception {
        address = "user" + ++accounts + "@quota.test";
        alice = mail.store.account(address);
        mail.store.mailbox(alice, "Other");
        mail.store.numbers("INSERT INTO domain (name) VALUES ('quota.test') ON CONFLICT DO NOTHING");
        mail.store.numbers("""
                INSERT INTO address (address, local_part, domain, kind, account_id)
                VALUES ($1, split_part($1, '@', 1), 'quota.test', 'account', $2)
                """, address, alice);
    }

    private void limit(long octets, long messages) throws Exception {
        mail.store.numbers(
                "UPDATE account SET quota_octets = nullif($2, -1), quota_messages = nullif($3, -1) WHERE account_id = $1",
                alice,
                octets,
                messages);
    }

    private void append(String mailbox, int messages) throws Exception {
        AppendRequest.Builder request = AppendRequest.newBuilder()
                .setAccountId(alice)
                .setMailbox(mailbox)
                .setOperationId(TestMail.freshId());
        for (int i = 0; i < messages; i++) {
            request.addMessages(AppendMessage.newBuilder()
                    .setBody(TestMail.body(mail.objectKey(), 0, "hello"))
                    .setFlags(
                            org.packetboat.contracts.mailbox.Flags.newBuilder().setSystem(8)));
        }
        mail.messages.appender().append(request.build());
    }

    private void copy(int uids) throws Exception {
        mail.messages
                .copier()
                .copy(CopyRequest.newBuilder()
                        .setAccountId(alice)
                        .setMailboxId(mail.inbox(alice))
                        .setOperationId(TestMail.freshId())
                        .setUids(UidSet.newBuilder().addBounds(1).addBounds(uids))
                        .setTarget("Other")
                        .build());
    }

    private Outcome resolve(long size) throws Exception {
        return new Resolver(new DirectoryTable(mail.store.database()), InstantSource.system())
                .resolve(address, size, "")
                .getOutcome();
    }

    private static void assertOverQuota(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Refusal.OVER_QUOTA));
    }

    @Test
    @Covers("RFC 9208 §4.3.1")
    void octetsAreLimitedOverAllMailboxes() throws Exception {
        limit(4 * 4_096L, NONE);
        append("INBOX", 2);
        append("Other", 1);

        assertOverQuota(() -> append("Other", 2));
        assertOverQuota(() -> copy(2));
        assertOverQuota(() -> reader.admit(alice, "INBOX", 4_097));
        assertThat(reader.admit(alice, "inbox", 4_096)).isEqualTo(mail.inbox(alice));
        assertThat(resolve(4_096)).isEqualTo(Outcome.LOCAL);
        assertThat(resolve(4_097)).isEqualTo(Outcome.OVER_QUOTA);
        copy(1);
        assertThat(resolve(0)).isEqualTo(Outcome.OVER_QUOTA);
        assertOverQuota(() -> append("INBOX", 1));
    }

    @Test
    @Covers("RFC 9208 §4.3.1")
    void messagesAreLimitedOverAllMailboxes() throws Exception {
        limit(NONE, 3);
        append("INBOX", 2);

        assertOverQuota(() -> copy(2));
        assertOverQuota(() -> append("INBOX", 2));
        assertThat(resolve(1L << 40)).isEqualTo(Outcome.LOCAL);
        copy(1);
        assertOverQuota(() -> append("INBOX", 1));
        assertOverQuota(() -> reader.admit(alice, "Other", 0));
        assertThat(resolve(0)).isEqualTo(Outcome.OVER_QUOTA);
    }

    @Test
    void whatWasAcceptedIsStored() throws Exception {
        limit(1, 1);

        assertThat(mail.deliver(alice, mail.objectKey(), "one")).isEqualTo(1);
        assertThat(mail.deliver(alice, mail.objectKey(), "two")).isEqualTo(2);

        assertThat(resolve(0)).isEqualTo(Outcome.OVER_QUOTA);
        QuotaStatement.Usage usage = reader.usage(alice);
        assertThat(usage.octets()).isEqualTo(8_192);
        assertThat(usage.messages()).isEqualTo(2);
        assertThat(usage.quota().octets()).hasValue(1);
        assertThat(usage.hasRoomFor(0)).isFalse();
    }

    @Test
    void noQuotaIsNoLimit() throws Exception {
        append("INBOX", 5);
        copy(5);

        assertThat(resolve(1L << 40)).isEqualTo(Outcome.LOCAL);
        assertThat(reader.admit(alice, "Other", 1L << 40)).isPositive();
        assertThat(reader.usage(alice).quota()).isEqualTo(QuotaStatement.Quota.NONE);
        assertThat(reader.usage(alice).octets()).isEqualTo(10 * 4_096L);
    }

    @Test
    void isSetByAddress() throws Exception {
        QuotaStatement.Quota quota =
                new QuotaStatement.Quota(java.util.OptionalLong.of(7), java.util.OptionalLong.empty());
        assertThat(QuotaStatement.set(mail.store.database(), address, quota)).isTrue();
        assertThat(QuotaStatement.set(mail.store.database(), "absent@quota.test", quota))
                .isFalse();
        assertThat(reader.usage(alice).quota()).isEqualTo(quota);
    }

    @Test
    void tellsWhatAnExpungeWouldFree() throws Exception {
        append("INBOX", 3);

        StatusFields fields = StatusFields.newBuilder().setDeletedOctets(true).build();
        assertThat(reader.status(alice, "INBOX", fields).getDeletedOctets()).isEqualTo(3 * 4_096L);
        assertThat(reader.status(alice, "Other", fields).getDeletedOctets()).isZero();
        assertThat(reader.status(alice, "INBOX", StatusFields.getDefaultInstance())
                        .getDeletedOctets())
                .isZero();
    }
}
