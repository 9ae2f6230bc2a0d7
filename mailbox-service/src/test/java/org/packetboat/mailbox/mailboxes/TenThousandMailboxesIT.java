package org.packetboat.mailbox.mailboxes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.packetboat.contracts.mailbox.CreateRequest;
import org.packetboat.contracts.mailbox.DeleteRequest;
import org.packetboat.contracts.mailbox.ListRequest;
import org.packetboat.contracts.mailbox.RenameRequest;
import org.packetboat.contracts.mailbox.StatusFields;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mailbox.publish.ChangeHints;
import org.packetboat.mailbox.store.DatabaseFixture;
import org.packetboat.mailbox.store.MailboxListTable.Listed;
import org.packetboat.mailbox.store.OperationTable;

/** An account with as many mailboxes as it may have: 100 trees of 99. Tells how long things take; asserts what they do. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TenThousandMailboxesIT {
    private static final Logger LOG = Logger.getLogger(TenThousandMailboxesIT.class);
    private static DatabaseFixture store;
    private static Mailboxes mailboxes;
    private static MailboxReader reader;
    private static long account;

    private static final class Unheard implements ChangeHints {
        @Override
        public void mailboxChanged(long accountId, long mailboxId, long modSeq, long uidNext) {}

        @Override
        public void mailboxListChanged(long accountId, long mailboxId) {}
    }

    @BeforeAll
    static void start() throws Exception {
        store = DatabaseFixture.start();
        mailboxes = new Mailboxes(store.database(), new OperationTable(store.database()), new Unheard());
        reader = new MailboxReader(store.database());
        account = store.account("many@mailboxes.test");
        store.numbers("""
                INSERT INTO mailbox (account_id, uid_validity, name, messages, octets)
                SELECT $1, 1000 + n, 'tree' || n / 99 || CASE WHEN n % 99 = 0 THEN '' ELSE '/leaf' || n % 99 END, 0, 0
                FROM generate_series(0, 9899) AS n
                """, account);
        store.numbers(
                "INSERT INTO subscription (account_id, name) SELECT $1, name FROM mailbox WHERE account_id = $1",
                account);
    }

    @AfterAll
    static void stop() throws Exception {
        store.close();
    }

    private interface Work<T> {
        T run() throws Exception;
    }

    private static <T> T timed(String what, Work<T> work) throws Exception {
        long started = System.nanoTime();
        T result = work.run();
        LOG.infof(
                "mailboxes=10000 what=%s millis=%d",
                what, Duration.ofNanos(System.nanoTime() - started).toMillis());
        return result;
    }

    private static ByteString operation() {
        UUID id = UUID.randomUUID();
        return ByteString.copyFrom(ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .flip());
    }

    private static ListRequest.Builder list() {
        return ListRequest.newBuilder().setAccountId(account);
    }

    private static long create(String name) throws InterruptedException {
        return mailboxes
                .create(CreateRequest.newBuilder()
                        .setAccountId(account)
                        .setOperationId(operation())
                        .setName(name)
                        .build())
                .getMailboxId();
    }

    private static void rename(String from, String to) throws InterruptedException {
        mailboxes.rename(RenameRequest.newBuilder()
                .setAccountId(account)
                .setOperationId(operation())
                .setFrom(from)
                .setTo(to)
                .build());
    }

    private static void delete(String name) throws InterruptedException {
        mailboxes.delete(DeleteRequest.newBuilder()
                .setAccountId(account)
                .setOperationId(operation())
                .setName(name)
                .build());
    }

    @Test
    @Order(1)
    void lists() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(timed("list", () -> mailboxes.list(list().build())).mailboxes())
                    .hasSize(9_901);
        }
        StatusFields all =
                StatusFields.newBuilder().setRecent(true).setDeletedOctets(true).build();
        for (int i = 0; i < 3; i++) {
            List<Listed> listed = timed(
                            "list-status",
                            () -> mailboxes.list(list().setStatus(all).build()))
                    .mailboxes();
            assertThat(listed)
                    .hasSize(9_901)
                    .allMatch(mailbox -> mailbox.status().isPresent());
        }
        var some = timed(
                "list tree42", () -> mailboxes.list(list().setPrefix("tree42/").build()));
        assertThat(some.mailboxes())
                .hasSize(98)
                .allMatch(mailbox -> mailbox.name().startsWith("tree42/"));
        assertThat(some.subscribed()).hasSize(98);
    }

    @Test
    @Order(2)
    void createsUpToTheLimit() throws Exception {
        for (int i = 0; i < 5; i++) {
            String name = "extra" + i;
            assertThat(timed("create", () -> create(name))).isPositive();
        }
        store.numbers("""
                INSERT INTO mailbox (account_id, uid_validity, name)
                SELECT $1, 20000 + n, 'more' || n FROM generate_series(1, 93) AS n
                """, account);
        create("last");
        assertThatThrownBy(() -> create("too-many"))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Refusal.LIMIT_REACHED));
        delete("last");
    }

    @Test
    @Order(3)
    void sumsUpWhatIsUsed() throws Exception {
        store.numbers("UPDATE account SET quota_octets = 1000 WHERE account_id = $1", account);
        for (int i = 0; i < 3; i++) {
            assertThat(timed("quota", () -> reader.usage(account)).octets()).isZero();
            assertThat(timed("admit", () -> reader.admit(account, "INBOX", 1_000)))
                    .isPositive();
        }
    }

    @Test
    @Order(4)
    void renamesATreeOfThousandsAtOnce() throws Exception {
        long leaf = reader.status(account, "tree7/leaf1", StatusFields.getDefaultInstance())
                .getMailboxId();
        timed("rename 99", () -> {
            rename("tree7", "moved/deep");
            return "";
        });
        assertThat(reader.status(account, "moved/deep/leaf1", StatusFields.getDefaultInstance())
                        .getMailboxId())
                .isEqualTo(leaf);
        store.numbers("UPDATE mailbox SET name = 'big/' || name WHERE account_id = $1 AND name <> 'INBOX'", account);
        store.numbers("INSERT INTO mailbox (account_id, uid_validity, name) VALUES ($1, 999, 'big')", account);
        long count = store.number("SELECT count(*) FROM mailbox WHERE account_id = $1", account);
        timed("rename all", () -> {
            rename("big", "huge");
            return "";
        });
        assertThat(store.number("SELECT count(*) FROM mailbox WHERE account_id = $1", account))
                .isEqualTo(count);
        assertThat(store.number(
                        "SELECT count(*) FROM mailbox WHERE account_id = $1 AND (name = 'huge' OR name LIKE 'huge/%')",
                        account))
                .isEqualTo(count - 1);
        assertThat(mailboxes.list(list().build()).subscribed()).hasSize(9_901).contains("tree7/leaf1");
    }

    @Test
    @Order(5)
    void deletesANameWithThousandsBelow() throws Exception {
        timed("delete with inferiors", () -> {
            delete("huge");
            return "";
        });
        assertThatThrownBy(() -> timed("delete name", () -> {
                    delete("huge");
                    return "";
                }))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Refusal.MAILBOX_HAS_INFERIORS));
        timed("delete leaf", () -> {
            delete("huge/tree3/leaf3");
            return "";
        });
        var below = mailboxes.list(list().setPrefix("huge").build()).mailboxes();
        assertThat(below.getFirst().name()).isEqualTo("huge");
        assertThat(below.getFirst().isNoSelect()).isTrue();
        assertThat(below.getFirst().status()).isEmpty();
    }
}
