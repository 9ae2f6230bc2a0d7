package org.packetboat.mailbox.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.mailbox.CopyRequest;
import org.packetboat.contracts.mailbox.ExpungeRequest;
import org.packetboat.contracts.mailbox.Flags;
import org.packetboat.contracts.mailbox.ObjectKind;
import org.packetboat.contracts.mailbox.ReserveRequest;
import org.packetboat.contracts.mailbox.ReserveResponse;
import org.packetboat.contracts.mailbox.StoreRequest;
import org.packetboat.mailbox.ledger.LedgerWindows;
import org.packetboat.mailbox.store.UidRanges;

/** An object's life, with windows of a second. */
class LedgerIT {
    private static final Duration WINDOW = Duration.ofMillis(1_000);
    private static final Duration MINIMUM_AGE = Duration.ofMillis(1_500);
    private static final Duration GRACE = Duration.ofMillis(400);
    private MailboxFixture mail;

    @BeforeEach
    void start() throws Exception {
        mail = MailboxFixture.start(new LedgerWindows(WINDOW, WINDOW, MINIMUM_AGE, GRACE), GRACE);
        // What other tests have left would be claimed here as well.
        for (String table : List.of("object", "object_event", "body_event", "key_block", "tombstone")) {
            mail.store.numbers("DELETE FROM " + table);
        }
    }

    @AfterEach
    void stop() throws Exception {
        mail.close();
    }

    private Set<String> claim(String collector) throws InterruptedException {
        mail.housekeeping.runOnce();
        return new HashSet<>(mail.ledger.claimDead(collector, 100));
    }

    private void expungeAll(long account) throws Exception {
        long inbox = mail.inbox(account);
        UidRanges all = new UidRanges.Builder().add(1, 1_000).build();
        mail.messages
                .flags()
                .store(StoreRequest.newBuilder()
                        .setAccountId(account)
                        .setMailboxId(inbox)
                        .setOperationId(TestMail.freshId())
                        .setMode(StoreRequest.Mode.ADD)
                        .setUids(all.toUidSet())
                        .setFlags(Flags.newBuilder().setSystem(8))
                        .build());
        mail.messages
                .expunger()
                .expunge(ExpungeRequest.newBuilder()
                        .setAccountId(account)
                        .setMailboxId(inbox)
                        .setOperationId(TestMail.freshId())
                        .build());
    }

    private List<Long> objects() throws InterruptedException {
        return mail.store.numbers("SELECT live_bodies FROM object ORDER BY object_key");
    }

    @Test
    void keysAreDistinctAndTellTheirKind() throws Exception {
        ReserveResponse block = mail.ledger.reserve(ReserveRequest.newBuilder()
                .setWriter("test")
                .setKind(ObjectKind.STAGED)
                .setCount(1_024)
                .build());
        assertThat(block.getObjectKeysList())
                .doesNotHaveDuplicates()
                .hasSize(1_024)
                .allMatch(key -> key.matches("staged/[0-9]{10}/[0-9a-f]{16}"));
        assertThat(block.getValidForMillis()).isEqualTo(WINDOW.toMillis());
        assertThatThrownBy(() -> mail.reserve(ObjectKind.PACK, 1_025)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> mail.reserve(ObjectKind.OBJECT_KIND_UNSPECIFIED, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anObjectGoesWhenItsLastBodyHasEndedAndNotBefore() throws Exception {
        long alice = mail.store.account("alice@ledger.test");
        long bob = mail.store.account("bob@ledger.test");
        mail.store.mailbox(alice, "Archive");
        List<String> keys = mail.reserve(ObjectKind.PACK, 3);
        String pack = keys.getFirst();
        mail.deliver(alice, pack, "one");
        mail.deliver(alice, pack, "two");
        mail.deliver(bob, pack, "one");
        mail.messages
                .copier()
                .copy(CopyRequest.newBuilder()
                        .setAccountId(alice)
                        .setMailboxId(mail.inbox(alice))
                        .setOperationId(TestMail.freshId())
                        .setUids(UidRanges.of(1).toUidSet())
                        .setTarget("Archive")
                        .build());
        mail.housekeeping.runOnce();
        assertThat(objects()).containsExactly(3L);
        assertThat(mail.store.number("SELECT live_octets FROM object")).isEqualTo(3 * 4_096);

        expungeAll(alice);
        expungeAll(bob);
        await().untilAsserted(() -> {
            mail.housekeeping.runOnce();
            assertThat(mail.store.number("SELECT live_bodies FROM object WHERE object_key = $1", pack))
                    .isOne();
        });
        mail.assertConsistent(alice, mail.inbox(alice));
        // The keys that were never used go by name, once nobody can refer to them; the copy keeps the pack.
        Set<String> unused = new HashSet<>();
        await().untilAsserted(() -> {
            unused.addAll(claim("collector"));
            assertThat(unused).containsExactlyInAnyOrderElementsOf(keys.subList(1, 3));
        });
        mail.ledger.confirmDeleted("collector", new ArrayList<>(unused));

        mail.store.numbers("UPDATE mailbox SET name = 'Moved' WHERE account_id = $1 AND name = 'INBOX'", alice);
        mail.store.numbers("UPDATE mailbox SET name = 'INBOX' WHERE account_id = $1 AND name = 'Archive'", alice);
        expungeAll(alice);
        Set<String> dead = new HashSet<>();
        await().untilAsserted(() -> {
            dead.addAll(claim("collector"));
            assertThat(dead).containsExactly(pack);
        });
        mail.ledger.confirmDeleted("collector", List.copyOf(dead));
        for (String table : List.of("object", "object_event", "body_event", "key_block", "body")) {
            assertThat(mail.store.number("SELECT count(*) FROM " + table
                            + (table.equals("body") ? " WHERE account_id IN (" + alice + "," + bob + ")" : "")))
                    .as(table)
                    .isZero();
        }
    }

    @Test
    void aClaimIsALease() throws Exception {
        List<String> keys = mail.reserve(ObjectKind.PACK, 4);
        mail.ledger.abandon(keys.subList(0, 2));
        assertThat(mail.ledger.claimDead("one", 1)).hasSize(1);
        assertThat(mail.ledger.claimDead("two", 10)).hasSize(1);
        assertThat(mail.ledger.claimDead("three", 10)).isEmpty();
        mail.ledger.confirmDeleted("three", keys);
        assertThat(objects()).hasSize(2);
        mail.ledger.confirmDeleted("one", keys);
        assertThat(objects()).hasSize(1);
        mail.store.numbers("UPDATE object SET leased_until = now() - interval '1 second'");
        assertThat(mail.ledger.claimDead("three", 10)).hasSize(1);
    }

    @Test
    void anObjectWithAnEventOnItsWayIsNotClaimed() throws Exception {
        long alice = mail.store.account("alice@way.test");
        String key = mail.reserve(ObjectKind.PACK, 1).getFirst();
        mail.deliver(alice, key, "one");
        mail.ledger.abandon(List.of(key));
        assertThat(mail.ledger.claimDead("one", 10)).isEmpty();
        mail.housekeeping.runOnce();
        assertThat(mail.ledger.claimDead("one", 10)).isEmpty();
        assertThat(objects()).containsExactly(1L);
    }

    @Test
    void severalInstancesFoldEachEventOnce() throws Exception {
        long alice = mail.store.account("alice@fold.test");
        String key = mail.reserve(ObjectKind.PACK, 1).getFirst();
        for (int i = 0; i < 50; i++) {
            mail.deliver(alice, key, "message " + i);
        }
        // On a busy machine the last ones come too late to refer to the object.
        long stored = mail.store.number("SELECT count(*) FROM body WHERE object_key = $1", key);
        assertThat(stored).isGreaterThan(1);
        List<Callable<Void>> instances = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            instances.add(() -> {
                mail.housekeeping.runOnce();
                return null;
            });
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> instance : threads.invokeAll(instances)) {
                instance.get();
            }
        }
        // What one instance held while another looked, and then gave up, is taken in the next round.
        mail.housekeeping.runOnce();
        assertThat(mail.store.number("SELECT live_bodies FROM object WHERE object_key = $1", key))
                .isEqualTo(stored);
        assertThat(mail.store.number("SELECT count(*) FROM body_event")).isZero();
        // As if the transaction that takes events away had been lost after they were counted.
        mail.store.numbers(
                "INSERT INTO body_event (account_id, event_id, octets, bodies, object_key) VALUES ($1, '00000000-0000-7000-8000-000000000001', 5, 1, $2)",
                alice,
                key);
        mail.store.numbers(
                "INSERT INTO object_event (object_key, event_id) VALUES ($1, '00000000-0000-7000-8000-000000000001')",
                key);
        mail.housekeeping.runOnce();
        assertThat(mail.store.number("SELECT live_bodies FROM object WHERE object_key = $1", key))
                .isEqualTo(stored);
    }

    @Test
    void forgetsWhatIsOld() throws Exception {
        long alice = mail.store.account("alice@forget.test");
        String key = mail.reserve(ObjectKind.PACK, 1).getFirst();
        mail.deliver(alice, key, "one");
        expungeAll(alice);
        mail.store.numbers(
                "UPDATE delivered SET expires_at = now() - interval '1 second' WHERE account_id = $1", alice);
        mail.store.numbers(
                "UPDATE operation SET created_at = now() - interval '16 minutes' WHERE account_id = $1", alice);
        mail.housekeeping.runOnce();
        assertThat(mail.store.number("SELECT count(*) FROM delivered WHERE account_id = $1", alice))
                .isZero();
        assertThat(mail.store.number("SELECT count(*) FROM operation WHERE account_id = $1", alice))
                .isZero();
    }
}
