package org.packetboat.mailbox.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.mail.network.NetworkSet;
import org.packetboat.mailbox.RunningService;
import org.packetboat.mailbox.auth.LoginGuard.Failed;
import org.packetboat.mailbox.auth.LoginGuard.Visit;
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
        SecureRandom random = new SecureRandom();
        guard = new LoginGuard(
                new LoginTable(service.database()),
                new LoginTurns(4),
                new SharedSecret(new SecretTable(service.database())::getOrMake, random),
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
    }
}
