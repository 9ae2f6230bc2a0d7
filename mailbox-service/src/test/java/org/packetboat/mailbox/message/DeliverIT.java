package org.packetboat.mailbox.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.mailbox.DeliverOutcome;
import org.packetboat.contracts.mailbox.DeliverOutcome.Status;
import org.packetboat.contracts.mailbox.DeliverRequest;
import org.packetboat.contracts.mailbox.Delivery;
import org.packetboat.contracts.mailbox.ForgoRequest;
import org.packetboat.contracts.mailbox.ObjectKind;
import org.packetboat.mailbox.ledger.LedgerWindows;

class DeliverIT {
    private static final String DELIVERIES_THAT_WAIT = """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'WITH input AS MATERIALIZED%'
            """;

    private static final String USE_INBOX = "SELECT 1 FROM mailbox WHERE account_id = $1 FOR UPDATE";

    /** The id of the message that is delivered here. */
    private static final String NOTE_HELLO = """
            INSERT INTO conversation (account_id, message_key, thread_id)
            SELECT $1, encode(substring(sha256('hello@mail.test') for 16), 'hex')::uuid, gen_random_uuid()
            """;

    private static MailboxFixture mail;

    @BeforeAll
    static void start() throws Exception {
        mail = MailboxFixture.start();
    }

    @AfterAll
    static void stop() throws Exception {
        mail.close();
    }

    private static List<DeliverOutcome> deliver(String objectKey, Delivery... deliveries) throws InterruptedException {
        DeliverRequest.Builder request = DeliverRequest.newBuilder().addBodies(TestMail.body(objectKey, 0, "hello"));
        request.addAllDeliveries(List.of(deliveries));
        return mail.deliverer.deliver(request.build()).getOutcomesList();
    }

    @Test
    void storesOnceAndAnswersTheSamePlaceAgain() throws Exception {
        long alice = mail.store.account("alice@once.test");
        Delivery delivery = MailboxFixture.delivery(alice).build();
        DeliverOutcome first = deliver(mail.objectKey(), delivery).getFirst();
        DeliverOutcome second = deliver(mail.objectKey(), delivery).getFirst();
        assertThat(first.getStatus()).isEqualTo(Status.STORED);
        assertThat(second).isEqualTo(first.toBuilder().setStatus(Status.ALREADY).build());
        assertThat(mail.uids(mail.inbox(alice))).containsExactly(1L);
        mail.assertConsistent(alice, mail.inbox(alice));
        assertThat(mail.store.number("SELECT count(*) FROM body WHERE account_id = $1", alice))
                .isOne();
        String place = alice + " " + mail.inbox(alice) + " ";
        assertThat(mail.hints).anyMatch(hint -> hint.startsWith(place));
    }

    @Test
    void twoRecipientsThatReachOneAccountGiveOneCopy() throws Exception {
        long alice = mail.store.account("alice@two.test");
        long bob = mail.store.account("bob@two.test");
        Delivery delivery = MailboxFixture.delivery(alice).build();
        List<DeliverOutcome> outcomes = deliver(
                mail.objectKey(),
                delivery,
                delivery.toBuilder().setAccountId(bob).build(),
                delivery);
        assertThat(outcomes)
                .extracting(DeliverOutcome::getStatus)
                .containsExactly(Status.STORED, Status.STORED, Status.ALREADY);
        assertThat(mail.uids(mail.inbox(alice))).hasSize(1);
        assertThat(mail.uids(mail.inbox(bob))).hasSize(1);
    }

    @Test
    void keepsTheOrderWithinAnAccount() throws Exception {
        long alice = mail.store.account("alice@order.test");
        Delivery[] deliveries = new Delivery[20];
        for (int i = 0; i < deliveries.length; i++) {
            deliveries[i] = MailboxFixture.delivery(alice).build();
        }
        List<DeliverOutcome> outcomes = deliver(mail.objectKey(), deliveries);
        for (int i = 0; i < deliveries.length; i++) {
            assertThat(outcomes.get(i).getUid()).isEqualTo(i + 1L);
        }
        mail.assertConsistent(alice, mail.inbox(alice));
    }

    @Test
    void oneAccountThatCannotBeServedDoesNotTouchTheOthers() throws Exception {
        long alice = mail.store.account("alice@poison.test");
        long bob = mail.store.account("bob@poison.test");
        mail.store.numbers("UPDATE mailbox SET octets = 9223372036854775807 WHERE account_id = $1", alice);
        List<DeliverOutcome> outcomes = deliver(
                mail.objectKey(),
                MailboxFixture.delivery(alice).build(),
                MailboxFixture.delivery(bob).build(),
                MailboxFixture.delivery(987_654_321L).build());
        assertThat(outcomes)
                .extracting(DeliverOutcome::getStatus)
                .containsExactly(Status.RETRY, Status.STORED, Status.GONE);
        assertThat(mail.uids(mail.inbox(alice))).isEmpty();
    }

    @Test
    void accountsOfACallShareATransaction() throws Exception {
        List<Long> accounts = accounts("shared.test", 5);
        List<DeliverOutcome> outcomes = deliverToEach(accounts);
        assertThat(outcomes).extracting(DeliverOutcome::getStatus).containsOnly(Status.STORED);
        assertThat(outcomes).extracting(DeliverOutcome::getUid).containsOnly(1L);
        assertThat(mail.store.numbers(
                        "SELECT count(DISTINCT xmin::text) FROM message WHERE account_id = ANY($1)",
                        (Object) accounts.toArray(Long[]::new)))
                .containsExactly(1L);
        for (long account : accounts) {
            mail.assertConsistent(account, mail.inbox(account));
        }
    }

    @Test
    void whoseMailboxIsInUseIsNotWaitedFor() throws Exception {
        List<Long> accounts = accounts("busy.test", 4);
        long busy = accounts.get(1);
        List<DeliverOutcome> outcomes = deliverBeside(USE_INBOX, busy, accounts, () -> deliverToEach(accounts));
        assertThat(outcomes).extracting(DeliverOutcome::getStatus).containsOnly(Status.STORED);
        mail.assertConsistent(busy, mail.inbox(busy));
    }

    /** What was there before is told of an account that is left out as well: nothing follows for what was not. */
    @Test
    void aMailboxInUseIsNotTakenForOneThatIsGone() throws Exception {
        List<Long> accounts = accounts("again.test", 2);
        long busy = accounts.getFirst();
        Delivery before = MailboxFixture.delivery(busy).build();
        var unused = deliver(mail.objectKey(), before);
        List<DeliverOutcome> outcomes = deliverBeside(
                USE_INBOX,
                busy,
                accounts,
                () -> deliver(
                        mail.objectKey(),
                        before,
                        MailboxFixture.delivery(busy).build(),
                        MailboxFixture.delivery(accounts.get(1)).build()));
        assertThat(outcomes)
                .extracting(DeliverOutcome::getStatus)
                .containsExactly(Status.ALREADY, Status.STORED, Status.STORED);
        mail.assertConsistent(busy, mail.inbox(busy));
    }

    /** RFC 8474 §5.2: somebody notes a message id at the moment when the answer to it arrives, with mail for others. */
    @Test
    void aConversationInUseHoldsUpNobodyElse() throws Exception {
        List<Long> accounts = accounts("noting.test", 3);
        List<DeliverOutcome> outcomes =
                deliverBeside(NOTE_HELLO, accounts.get(1), accounts, () -> deliverToEach(accounts));
        assertThat(outcomes).extracting(DeliverOutcome::getStatus).containsOnly(Status.STORED);
    }

    /** Delivers while a transaction goes on in the account {@code busy}, which ends when all others have their mail and it has none yet. */
    private List<DeliverOutcome> deliverBeside(
            String use, long busy, List<Long> accounts, Callable<List<DeliverOutcome>> delivery) throws Exception {
        int before = mail.uids(mail.inbox(busy)).size();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> user = threads.submit(() -> mail.store.database().transact(transaction -> {
                var rows = transaction.run(use, Tuple.of(busy));
                begun.countDown();
                others.await();
                return rows.rowCount();
            }));
            Future<List<DeliverOutcome>> delivering;
            try {
                assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
                delivering = threads.submit(delivery);
                for (long account : accounts) {
                    if (account != busy) {
                        await().until(() -> mail.uids(mail.inbox(account)).size() == 1);
                    }
                }
                assertThat(delivering.isDone()).isFalse();
                assertThat(mail.uids(mail.inbox(busy))).hasSize(before);
            } finally {
                others.countDown();
            }
            user.get();
            return delivering.get();
        }
    }

    @Test
    void concurrentRepeatsToSeveralAccountsStoreOnce() throws Exception {
        List<Long> accounts = accounts("races.test", 8);
        String key = mail.objectKey();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 1; round <= 10; round++) {
                List<Delivery> deliveries = new ArrayList<>();
                accounts.forEach(account ->
                        deliveries.add(MailboxFixture.delivery(account).build()));
                List<Callable<List<DeliverOutcome>>> callers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    List<Delivery> shuffled = new ArrayList<>(deliveries);
                    Collections.shuffle(shuffled, new Random(10L * round + i));
                    callers.add(() -> deliver(key, shuffled.toArray(Delivery[]::new)));
                }
                int stored = 0;
                for (Future<List<DeliverOutcome>> outcomes : threads.invokeAll(callers)) {
                    for (DeliverOutcome outcome : outcomes.get()) {
                        assertThat(outcome.getStatus()).isIn(Status.STORED, Status.ALREADY);
                        assertThat(outcome.getUid()).isEqualTo(round);
                        stored += outcome.getStatus() == Status.STORED ? 1 : 0;
                    }
                }
                assertThat(stored).isEqualTo(accounts.size());
            }
        }
        for (long account : accounts) {
            mail.assertConsistent(account, mail.inbox(account));
        }
    }

    @Test
    void whatWasGivenUpIsNeverDelivered() throws Exception {
        long alice = mail.store.account("alice@forgone.test");
        Delivery delivery = MailboxFixture.delivery(alice).build();
        assertThat(forgo(delivery, alice)).containsExactly(alice);
        assertThat(deliver(mail.objectKey(), delivery))
                .extracting(DeliverOutcome::getStatus)
                .containsExactly(Status.FORGONE);
        assertThat(mail.uids(mail.inbox(alice))).isEmpty();
        assertThat(forgo(delivery, alice)).containsExactly(alice);
        mail.assertConsistent(alice, mail.inbox(alice));
    }

    @Test
    void whatWasDeliveredIsNotGivenUp() throws Exception {
        long alice = mail.store.account("alice@had.test");
        Delivery delivery = MailboxFixture.delivery(alice).build();
        deliver(mail.objectKey(), delivery);
        assertThat(forgo(delivery, alice, 987_654_322L)).containsExactly(987_654_322L);
        assertThat(deliver(mail.objectKey(), delivery))
                .extracting(DeliverOutcome::getStatus)
                .containsExactly(Status.ALREADY);
    }

    @Test
    void ofADeliveryAndGivingItUpOneWins() throws Exception {
        List<Long> accounts = accounts("either.test", 8);
        int forgone = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                Delivery one = MailboxFixture.delivery(accounts.getFirst()).build();
                Delivery[] deliveries = accounts.stream()
                        .map(account -> one.toBuilder().setAccountId(account).build())
                        .toArray(Delivery[]::new);
                Future<List<DeliverOutcome>> delivering = threads.submit(() -> deliver(mail.objectKey(), deliveries));
                Future<List<Long>> giving = threads.submit(() -> forgo(one, accounts.toArray(Long[]::new)));
                for (int i = 0; i < deliveries.length; i++) {
                    assertThat(delivering.get().get(i).getStatus())
                            .isEqualTo(giving.get().contains(accounts.get(i)) ? Status.FORGONE : Status.STORED);
                }
                forgone += giving.get().size();
            }
        }
        int delivered = 0;
        for (long account : accounts) {
            delivered += mail.uids(mail.inbox(account)).size();
            mail.assertConsistent(account, mail.inbox(account));
        }
        assertThat(delivered + forgone).isEqualTo(20 * accounts.size());
    }

    private static List<Long> forgo(Delivery delivery, Long... accounts) throws InterruptedException {
        return mail.deliverer
                .forgo(ForgoRequest.newBuilder()
                        .setDeliveryId(delivery.getDeliveryId())
                        .addAllAccountIds(List.of(accounts))
                        .build())
                .getAccountIdsList();
    }

    private List<Long> accounts(String domain, int count) throws Exception {
        List<Long> accounts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            accounts.add(mail.store.account("user" + i + "@" + domain));
        }
        return accounts;
    }

    /** The same message to each. */
    private List<DeliverOutcome> deliverToEach(List<Long> accounts) throws InterruptedException {
        return deliver(
                mail.objectKey(),
                accounts.stream()
                        .map(account -> MailboxFixture.delivery(account).build())
                        .toArray(Delivery[]::new));
    }

    @Test
    void textThatTheDatabaseCannotHoldIsNoReason() throws Exception {
        long alice = mail.store.account("alice@nul.test");
        DeliverRequest.Builder request = DeliverRequest.newBuilder()
                .addBodies(TestMail.body(mail.objectKey(), 0, "a \0 in the subject \ud83d\udce6"))
                .addDeliveries(MailboxFixture.delivery(alice));
        assertThat(mail.deliverer.deliver(request.build()).getOutcomes(0).getStatus())
                .isEqualTo(Status.STORED);
    }

    @Test
    void refusesUnknownAndOldObjectsButRecognisesWhatIsThere() throws Exception {
        long alice = mail.store.account("alice@stale.test");
        Delivery delivery = MailboxFixture.delivery(alice).build();
        assertThat(deliver("pack/2026010100/00000000000010000".substring(0, 32), delivery)
                        .getFirst()
                        .getStatus())
                .isEqualTo(Status.STALE_BLOB);
        assertThat(deliver("nonsense", delivery).getFirst().getStatus()).isEqualTo(Status.STALE_BLOB);
        deliver(mail.objectKey(), delivery);
        assertThat(deliver("nonsense", delivery).getFirst().getStatus()).isEqualTo(Status.ALREADY);
    }

    @Test
    void theWindowForReferencesEnds() throws Exception {
        Duration moment = Duration.ofMillis(300);
        LedgerWindows windows = new LedgerWindows(moment, moment, moment, moment);
        try (MailboxFixture brief = MailboxFixture.start(windows, moment)) {
            long alice = brief.store.account("alice@window.test");
            String key = brief.reserve(ObjectKind.PACK, 1).getFirst();
            assertThat(brief.deliver(alice, key, "in time")).isOne();
            org.awaitility.Awaitility.await().until(() -> brief.deliver(alice, key, "too late") == 0);
        }
    }

    @Test
    void concurrentRepeatsStoreOnce() throws Exception {
        long alice = mail.store.account("alice@race.test");
        String key = mail.objectKey();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                Delivery delivery = MailboxFixture.delivery(alice).build();
                List<Callable<DeliverOutcome>> callers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    callers.add(() -> deliver(key, delivery).getFirst());
                }
                List<Status> statuses = new ArrayList<>();
                for (Future<DeliverOutcome> outcome : threads.invokeAll(callers)) {
                    statuses.add(outcome.get().getStatus());
                    assertThat(outcome.get().getUid()).isEqualTo(round + 1L);
                }
                assertThat(statuses).containsOnlyOnce(Status.STORED);
            }
        }
        mail.assertConsistent(alice, mail.inbox(alice));
    }

    /** RFC 6154 §2: what an account has sent is in the mailbox with that use, whatever it is called, and it has been seen. */
    @Test
    void aCopyOfWhatWasSentIsInTheMailboxForSentMailOnce() throws Exception {
        long alice = mail.store.account("alice@sent.test");
        mail.store.mailbox(alice, "Sent");
        long gesendet = mail.store.mailbox(alice, "Gesendet");
        mail.store.numbers(
                "UPDATE mailbox SET special_use = '\\Archive \\Sent' WHERE account_id = $1 AND mailbox_id = $2",
                alice,
                gesendet);
        Delivery inbox = MailboxFixture.delivery(alice).build();
        Delivery sent =
                MailboxFixture.delivery(alice).setPlace(Delivery.Place.SENT).build();
        List<DeliverOutcome> outcomes = deliver(mail.objectKey(), inbox, sent, sent);
        assertThat(outcomes)
                .extracting(DeliverOutcome::getStatus)
                .containsExactly(Status.STORED, Status.STORED, Status.ALREADY);
        assertThat(outcomes).extracting(DeliverOutcome::getMailboxId).endsWith(gesendet, gesendet);
        assertThat(deliver(mail.objectKey(), sent).getFirst().getStatus()).isEqualTo(Status.ALREADY);
        assertThat(mail.store.numbers(
                        "SELECT system_flags::bigint FROM message WHERE account_id = $1 AND mailbox_id = $2",
                        alice,
                        gesendet))
                .containsExactly(1L);
        mail.assertConsistent(alice, gesendet);
        mail.assertConsistent(alice, mail.inbox(alice));
    }

    /** The mailbox for sent mail is found, and waited for, and then it is gone. */
    @Test
    void aCopyOfSentMailIsNotLostWithItsMailbox() throws Exception {
        long alice = mail.store.account("alice@unsending.test");
        long sent = mail.store.mailbox(alice, "Sent");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> deleting = threads.submit(() -> mail.store.database().transact(transaction -> {
                var rows = transaction.run(
                        "DELETE FROM mailbox WHERE account_id = $1 AND mailbox_id = $2", Tuple.of(alice, sent));
                begun.countDown();
                waiting.await();
                return rows.rowCount();
            }));
            Future<List<DeliverOutcome>> delivering;
            try {
                assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
                Delivery copy = MailboxFixture.delivery(alice)
                        .setPlace(Delivery.Place.SENT)
                        .build();
                delivering = threads.submit(() -> deliver(mail.objectKey(), copy));
                await().until(() -> mail.store.number(DELIVERIES_THAT_WAIT) > 0);
            } finally {
                waiting.countDown();
            }
            deleting.get();
            assertThat(delivering.get().getFirst().getStatus()).isEqualTo(Status.STORED);
            assertThat(delivering.get().getFirst().getMailboxId()).isEqualTo(mail.inbox(alice));
        }
        mail.assertConsistent(alice, mail.inbox(alice));
    }

    @Test
    void withoutAMailboxForSentMailACopyIsNotLost() throws Exception {
        long alice = mail.store.account("alice@unsent.test");
        Delivery.Builder sent = MailboxFixture.delivery(alice).setPlace(Delivery.Place.SENT);
        assertThat(deliver(mail.objectKey(), sent.build()).getFirst().getMailboxId())
                .isEqualTo(mail.inbox(alice));
        mail.assertConsistent(alice, mail.inbox(alice));
        long named = mail.store.mailbox(alice, "Sent");
        Delivery.Builder next = MailboxFixture.delivery(alice).setPlace(Delivery.Place.SENT);
        assertThat(deliver(mail.objectKey(), next.build()).getFirst().getMailboxId())
                .isEqualTo(named);
    }
}
