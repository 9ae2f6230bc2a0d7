package org.packetboat.mailbox.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.mailbox.auth.LoginGuard.Visit;
import org.packetboat.mailbox.auth.LoginTurns.Claim;
import org.packetboat.mailbox.auth.LoginTurns.Share;
import org.packetboat.mailbox.store.LoginTable.Keys;
import org.packetboat.mailbox.store.LoginTable.Standing;

@Timeout(60)
final class LoginTurnsTest {
    private final LoginTurns turns = turns(Duration.ofSeconds(30));
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

    private static LoginTurns turns(Duration patience) {
        return new LoginTurns(100, new Share(2, 3), new Share(4, 5), patience);
    }

    @AfterEach
    void stop() {
        end.countDown();
        clients.close();
    }

    private Future<Boolean> hold(Claim claim) {
        return clients.submit(() -> turns.take(claim, () -> {
            begun.incrementAndGet();
            end.await();
            return true;
        }));
    }

    /** How many of so many are turned away at once, once the others run or wait. */
    private long turnedAway(int logins, int expected, String account, String address) {
        List<Future<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < logins; i++) {
            all.add(hold(new Claim(account.replace("#", Integer.toString(i)), address)));
        }
        await().until(() -> all.stream().filter(Future::isDone).count() == expected);
        return all.stream().filter(Future::isDone).count();
    }

    private void assertGood(Claim claim) throws InterruptedException {
        assertThat(turns.take(claim, () -> true)).isTrue();
    }

    @Test
    void anAccountWaitsForItselfAlone() throws Exception {
        assertThat(turnedAway(10, 5, "a", "")).isEqualTo(5);

        await().until(() -> begun.get() == 2);
        assertGood(new Claim("b", ""));
        assertThatThrownBy(() -> turns.take(new Claim("a", "1"), () -> true)).isInstanceOf(OverloadException.class);
        assertGood(new Claim("b", "1"));

        end.countDown();
        await().until(() -> turns.remembered() == 0);
        assertThat(begun).hasValue(5);
        assertGood(new Claim("a", ""));
    }

    @Test
    void anAddressWaitsForItselfAlone() throws Exception {
        assertThat(turnedAway(12, 3, "a#", "1")).isEqualTo(3);

        await().until(() -> begun.get() == 4);
        assertGood(new Claim("a0", "2"));
        assertThatThrownBy(() -> turns.take(new Claim("b", "1"), () -> true)).isInstanceOf(OverloadException.class);

        end.countDown();
        await().until(() -> turns.remembered() == 0);
        assertThat(begun).hasValue(9);
    }

    /** One in the office with a wrong password on many connections; another one behind the same address. */
    @Test
    void whoWaitsForItsAccountDoesNotTakeTheAddressesTurns() throws Exception {
        for (int i = 0; i < 5; i++) {
            hold(new Claim("a", "1"));
        }
        await().until(() -> begun.get() == 2);

        assertGood(new Claim("b", "1"));
    }

    @Test
    void waitingEnds() throws Exception {
        LoginTurns impatient = turns(Duration.ofMillis(20));
        Claim claim = new Claim("a", "1");
        impatient.take(
                claim,
                () -> impatient.take(claim, () -> {
                    assertThatThrownBy(() -> impatient.take(claim, () -> true)).isInstanceOf(OverloadException.class);
                    return true;
                }));
        assertThat(impatient.remembered()).isZero();

        hold(claim);
        hold(claim);
        await().until(() -> begun.get() == 2);
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                turns.take(claim, () -> true);
            } catch (InterruptedException e) {
                begun.addAndGet(100);
            }
        });
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        waiting.interrupt();
        waiting.join();
        assertThat(begun).hasValue(102);
        end.countDown();
        await().until(() -> turns.remembered() == 0);
    }

    /** What is scarce for all is never all with one address, and goes on to who has waited longest. */
    @Test
    void thereAreOnlySoManyInAll() throws Exception {
        LoginTurns four = LoginTurns.forDatabase(4, Duration.ofSeconds(30));
        List<Future<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Claim claim = new Claim("a" + i, "1");
            all.add(clients.submit(() -> four.take(claim, () -> {
                begun.incrementAndGet();
                end.await();
                return true;
            })));
        }
        await().until(() -> begun.get() == 2);
        assertThat(four.take(new Claim("b", "2"), () -> four.take(new Claim("c", "3"), () -> true)))
                .isTrue();

        end.countDown();
        for (Future<Boolean> one : all) {
            assertThat(one.get()).isTrue();
        }
        assertThat(four.remembered()).isZero();
    }

    @Test
    void strangersDoNotKeepAnOwnerWaiting() {
        Visit visit = new Visit(new Keys("address 192.0.2.1/32", "login x", "192.0.2.0/24"), true);
        Claim stranger = Claim.of("a@b", visit, new Standing(false, false, 0, false, false));
        Claim owner = Claim.of("a@b", visit, new Standing(false, false, 0, true, false));

        assertThat(stranger.account()).isNotEqualTo(owner.account());
        assertThat(stranger.address()).isEqualTo(owner.address()).isEqualTo("address 192.0.2.1/32");
    }
}
