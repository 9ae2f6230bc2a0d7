package org.packetboat.mailbox.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.packetboat.mailbox.store.SubmissionTable.Limits;

/** Time passes by moving an account's row into the past. */
class SubmissionTableIT {
    private static DatabaseFixture store;

    @BeforeAll
    static void start() throws Exception {
        store = DatabaseFixture.start();
    }

    @AfterAll
    static void stop() throws Exception {
        store.close();
    }

    private static long left(SubmissionTable table, long account) throws InterruptedException {
        return table.admit(account, "").orElseThrow().recipientsLeft().orElse(-1);
    }

    private static void later(long account, int hours, int days) throws InterruptedException {
        store.database()
                .run(
                        "UPDATE recipient_count SET hour = hour - $2, day = day - $3 WHERE account_id = $1",
                        Tuple.of(account, (long) hours, (long) days));
    }

    @Test
    void withoutALimitNothingIsCounted() throws Exception {
        long account = store.account("alice@unlimited.test");
        SubmissionTable table = new SubmissionTable(store.database(), new Limits(0, 0));
        assertThat(left(table, account)).isEqualTo(-1);
        assertThat(table.count(account, 1_000_000)).isTrue();
        assertThat(left(table, account)).isEqualTo(-1);
        assertThat(table.admit(987_654_321L, "")).isEmpty();
        assertThat(table.count(987_654_321L, 1)).isFalse();
    }

    @Test
    void anHourIsFullAndEmptiesAsItPasses() throws Exception {
        long account = store.account("alice@hour.test");
        SubmissionTable table = new SubmissionTable(store.database(), new Limits(100, 0));
        assertThat(table.count(account, 101)).isFalse();
        assertThat(table.count(account, 60)).isTrue();
        assertThat(left(table, account)).isBetween(40L, 40L);
        assertThat(table.count(account, 41)).isFalse();
        assertThat(table.count(account, 40)).isTrue();
        assertThat(left(table, account)).isZero();
        assertThat(table.count(account, 1)).isFalse();
        later(account, 1, 0);
        long share = left(table, account);
        assertThat(share).isBetween(0L, 100L);
        assertThat(table.count(account, (int) share + 2)).isFalse();
        later(account, 1, 0);
        assertThat(left(table, account)).isEqualTo(100);
        assertThat(table.count(account, 100)).isTrue();
        assertThat(store.numbers("SELECT hour_before FROM recipient_count WHERE account_id = $1", account))
                .containsExactly(0L);
    }

    @Test
    void theTighterOfBothLimitsHolds() throws Exception {
        long account = store.account("alice@day.test");
        SubmissionTable table = new SubmissionTable(store.database(), new Limits(10, 15));
        assertThat(table.count(account, 10)).isTrue();
        later(account, 2, 0);
        assertThat(left(table, account)).isEqualTo(5);
        assertThat(table.count(account, 6)).isFalse();
        assertThat(table.count(account, 5)).isTrue();
        later(account, 2, 2);
        assertThat(left(table, account)).isEqualTo(10);
    }

    @Test
    void whatIsGivenBackMayBeSentAgain() throws Exception {
        long account = store.account("alice@back.test");
        SubmissionTable table = new SubmissionTable(store.database(), new Limits(100, 150));
        assertThat(table.count(account, 60)).isTrue();
        table.giveBack(account, 60);
        assertThat(left(table, account)).isEqualTo(100);
        assertThat(table.count(account, 100)).isTrue();
        table.giveBack(account, 30);
        assertThat(left(table, account)).isEqualTo(30);
    }

    /** The row may have been shifted between the two. */
    @Test
    void whatWasCountedInTheHourBeforeIsGivenBackToo() throws Exception {
        long account = store.account("alice@shifted.test");
        SubmissionTable table = new SubmissionTable(store.database(), new Limits(0, 100));
        assertThat(table.count(account, 60)).isTrue();
        later(account, 1, 1);
        assertThat(table.count(account, 5)).isTrue();
        table.giveBack(account, 60);
        assertThat(store.numbers("SELECT hour_count FROM recipient_count WHERE account_id = $1", account))
                .containsExactly(0L);
        assertThat(store.numbers("SELECT day_before FROM recipient_count WHERE account_id = $1", account))
                .containsExactly(5L);
        table.giveBack(account, 1_000_000);
        assertThat(left(table, account)).as("never more than the limit").isEqualTo(100);
        table.giveBack(987_654_321L, 1);
    }

    @Test
    void settingsOfTheAccountComeFirst() throws Exception {
        long account = store.account("alice@settings.test");
        SubmissionTable table = new SubmissionTable(store.database(), new Limits(5, 0));
        assertThat(left(table, account)).isEqualTo(5);
        store.database().run("UPDATE account SET recipients_per_hour = 7 WHERE account_id = $1", Tuple.of(account));
        assertThat(left(table, account)).isEqualTo(7);
        store.database().run("UPDATE account SET recipients_per_hour = 0 WHERE account_id = $1", Tuple.of(account));
        assertThat(left(table, account)).isEqualTo(-1);
    }

    /** However many gateways ask at the same time, no more are let through than the limit says. */
    @Test
    void concurrentSubmissionsDoNotGoOverTheLimit() throws Exception {
        long account = store.account("alice@many.test");
        SubmissionTable table = new SubmissionTable(store.database(), new Limits(0, 32));
        List<Callable<Boolean>> senders = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            senders.add(() -> table.count(account, 3));
        }
        int counted = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> sender : threads.invokeAll(senders)) {
                counted += sender.get() ? 1 : 0;
            }
        }
        assertThat(counted).isEqualTo(10);
        assertThat(left(table, account)).isEqualTo(2);
    }
}
