package org.packetboat.mailbox.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.mail.network.NetworkSet;
import org.packetboat.mailbox.RunningService;
import org.packetboat.mailbox.auth.LoginGuard.Failed;
import org.packetboat.mailbox.auth.LoginGuard.Visit;
import org.packetboat.mailbox.auth.LoginTurns.Claim;
import org.packetboat.mailbox.store.LoginTable;
import org.packetboat.mailbox.store.LoginTable.Standing;
import org.packetboat.mailbox.store.SecretTable;

/** Guesses that have all been let through before the first of them was counted. */
final class LoginGuardIT {
    private static final LoginRules RULES = new LoginRules(
            NetworkSet.EMPTY,
            100,
            Duration.ZERO,
            Duration.ofMillis(7),
            5,
            3,
            Duration.ofMinutes(15),
            Duration.ofMinutes(15));

    private static RunningService service;
    private static LoginGuard guard;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        service = RunningService.start(data);
        guard = guard(LoginTurns.forDatabase(4));
    }

    private static LoginGuard guard(LoginTurns turns) {
        return new LoginGuard(
                new LoginTable(service.database()),
                turns,
                new SharedSecret(new SecretTable(service.database())::getOrMake, new SecureRandom()),
                RULES,
                new AuthMetrics(new SimpleMeterRegistry()));
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
    }

    @Test
    void neitherRightNorWrongGuessesBeyondTheThresholdTellAnything() throws Exception {
        service.account("guessed");
        String login = "guessed@mail.test";
        Visit visit = guard.visit("192.0.2.1", login);
        Standing before = guard.find(login, visit.keys()).standing();
        assertThat(guard.block(visit, before)).isEmpty();

        for (int i = 0; i < 2; i++) {
            assertThat(guard.failed(visit, before).isBlocked()).isFalse();
        }
        assertThat(guard.blockMeanwhile(visit, login, before)).isEmpty();
        assertThat(guard.failed(visit, before).isBlocked()).isFalse();

        assertThat(guard.failed(visit, before)).isEqualTo(new Failed(true, RULES.maxDelay()));
        assertThat(guard.blockMeanwhile(visit, login, before)).contains(RULES.maxDelay());
    }

    @Test
    void guessesForManyLoginsFromOneAddress() throws Exception {
        for (int i = 0; i < 7; i++) {
            Visit visit = guard.visit("192.0.3.1", "nobody" + i + "@mail.test");
            Standing before = guard.find("nobody@mail.test", visit.keys()).standing();
            assertThat(guard.failed(visit, before).isBlocked()).isEqualTo(i >= 5);
        }
    }

    @Test
    void aKnownNetworkIsNeverBlocked() throws Exception {
        long account = service.account("owner");
        String login = "owner@mail.test";
        Visit visit = guard.visit("192.0.4.1", login);
        guard.succeeded(visit, account, guard.find(login, visit.keys()).standing());
        Awaitility.await()
                .until(() -> guard.find(login, visit.keys()).standing().isKnownNetwork());
        Standing before = guard.find(login, visit.keys()).standing();

        for (int i = 0; i < 7; i++) {
            assertThat(guard.failed(visit, before)).isEqualTo(new Failed(false, Duration.ZERO));
        }
        assertThat(guard.blockMeanwhile(visit, login, before)).isEmpty();
        assertThat(failures("address 192.0.4.1/32")).isZero();
        assertThat(failures("login % 192.0.4.0/24")).isEqualTo(7);
    }

    private static long failures(String key) throws InterruptedException {
        return service.number("SELECT coalesce(sum(failures), 0)::bigint FROM login_failure WHERE key LIKE $1", key);
    }

    /** Else guesses would be free while logins wait for the database. */
    @Test
    void whatDoesNotGetItsTurnIsCountedAllTheSame() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        LoginTurns turns = LoginTurns.forDatabase(1, Duration.ofMillis(20));
        LoginGuard overloaded = guard(turns);
        Visit visit = overloaded.visit("192.0.5.1", "victim@mail.test");
        Standing before = overloaded.find("victim@mail.test", visit.keys()).standing();
        Thread holder = Thread.ofVirtual().start(() -> hold(turns, taken, over));
        taken.await();

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> overloaded.failed(visit, before)).isInstanceOf(OverloadException.class);
        }

        Awaitility.await().until(() -> failures("address 192.0.5.1/32") == 3);
        over.countDown();
        holder.join();
        assertThat(overloaded.find("victim@mail.test", visit.keys()).standing().isLoginBlocked())
                .isTrue();
    }

    private static void hold(LoginTurns turns, CountDownLatch taken, CountDownLatch over) {
        try {
            turns.take(new Claim("", ""), () -> {
                taken.countDown();
                over.await();
                return true;
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
