package org.packetboat.mailbox.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.mail.sasl.ScramKeys;
import org.packetboat.mailbox.auth.LoginTurns.Claim;
import org.packetboat.mailbox.store.LoginTable.LoginAccount;

@Timeout(60)
final class PasswordCheckTest {
    private static final int ITERATIONS = 10;
    private static final int UNKNOWN_ITERATIONS = 100_000;
    private static final byte[] SALT = {1, 2, 3};
    private static final Claim CLAIM = new Claim("a@b", "192.0.2.1");

    private final SecureRandom random = new SecureRandom();
    private final HashingPool pool = new HashingPool(1);
    private final CredentialCache cache = new CredentialCache(InstantSource.system(), Duration.ofMinutes(5), random);
    private final AtomicInteger changes = new AtomicInteger();
    private final CountDownLatch changeMayEnd = new CountDownLatch(1);

    @AfterEach
    void stop() {
        pool.close();
    }

    private PasswordCheck check(int iterations) {
        return new PasswordCheck(
                new ScramHash(random, iterations),
                LoginTurns.forHashing(1),
                pool,
                cache,
                new UnknownLogins(secret(), () -> Map.of(UNKNOWN_ITERATIONS, 3L), iterations, InstantSource.system()),
                (accountId, before, after) -> {
                    changes.incrementAndGet();
                    changeMayEnd.await();
                    return true;
                });
    }

    private SharedSecret secret() {
        return new SharedSecret((name, candidate) -> candidate, random);
    }

    private static Optional<LoginAccount> account(long id, int iterations) {
        return Optional.of(new LoginAccount(id, "a@b", Optional.of(ScramKeys.derive("secret", SALT, iterations))));
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Test
    void oneAccountsLoginsAtOnceCostOneHash() throws Exception {
        int iterations = 100_000;
        PasswordCheck check = check(iterations);
        Optional<LoginAccount> account = account(1, iterations);
        assertThat(check.fits(account, "a@b", CLAIM, "wrong")).isFalse();
        long before = pool.run(PasswordCheckTest::cpuNanos);
        assertThat(check.fits(account, "a@b", CLAIM, "wrong")).isFalse();
        long start = pool.run(PasswordCheckTest::cpuNanos);
        long oneHash = start - before;

        List<Future<Boolean>> logins = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                logins.add(clients.submit(() -> check.fits(account, "a@b", CLAIM, "secret")));
            }
        }

        for (Future<Boolean> login : logins) {
            assertThat(login.get()).isTrue();
        }
        assertThat(pool.run(PasswordCheckTest::cpuNanos) - start).isLessThan(10 * oneHash);
    }

    /** More than the pool's queue holds, so that in one queue for all nobody else would get in. */
    @Test
    void aStormOnOneAccountIsNobodyElsesConcern() throws Exception {
        int iterations = 100_000;
        PasswordCheck check = check(iterations);
        Optional<LoginAccount> stormed = account(1, iterations);
        assertThat(check.fits(stormed, "a@b", CLAIM, "secret")).isTrue();
        AtomicInteger overloaded = new AtomicInteger();
        List<Future<?>> storm = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 1_000; i++) {
                String wrong = "wrong" + i;
                storm.add(clients.submit(() -> {
                    try {
                        return check.fits(stormed, "a@b", CLAIM, wrong);
                    } catch (OverloadException _) {
                        overloaded.incrementAndGet();
                        return false;
                    }
                }));
            }
            Awaitility.await().until(() -> overloaded.get() > 0);

            long start = System.nanoTime();
            assertThat(check.fits(account(2, iterations), "b@b", new Claim("b@b", "192.0.2.1"), "secret"))
                    .isTrue();
            assertThat(check.fits(stormed, "a@b", CLAIM, "secret")).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }
        for (Future<?> login : storm) {
            assertThat(login.get()).isEqualTo(false);
        }
        assertThat(overloaded.get()).isGreaterThan(800);
    }

    @Test
    void whatCanBeNobodysPasswordCostsNoHash() throws Exception {
        pool.close();
        PasswordCheck check = check(ITERATIONS);
        for (String password : List.of("", "\u00ad", "\u0007", "\ufffd")) {
            assertThat(check.fits(account(1, ITERATIONS), "a@b", CLAIM, password))
                    .isFalse();
            assertThat(check.fits(Optional.empty(), "nobody@b", CLAIM, password))
                    .isFalse();
        }
    }

    @Test
    void anUnknownLoginCostsAsMuchAsOthersDo() throws Exception {
        PasswordCheck check = check(ITERATIONS);
        Optional<LoginAccount> account = account(1, UNKNOWN_ITERATIONS);
        assertThat(check.fits(account, "a@b", CLAIM, "wrong")).isFalse();
        long before = pool.run(PasswordCheckTest::cpuNanos);
        assertThat(check.fits(account, "a@b", CLAIM, "wrong")).isFalse();
        long start = pool.run(PasswordCheckTest::cpuNanos);

        assertThat(check.fits(Optional.empty(), "nobody@b", CLAIM, "wrong")).isFalse();

        assertThat(pool.run(PasswordCheckTest::cpuNanos) - start).isGreaterThan((start - before) / 3);
    }

    @Test
    void anAccountIsHashedAnewOnceAtATime() throws Exception {
        PasswordCheck check = check(ITERATIONS);
        assertThat(check.fits(account(1, ITERATIONS + 1), "a@b", CLAIM, "secret"))
                .isTrue();
        Awaitility.await().until(() -> changes.get() == 1);
        for (int i = 0; i < 20; i++) {
            assertThat(check.fits(account(1, ITERATIONS + 1), "a@b", CLAIM, "secret"))
                    .isTrue();
        }
        assertThat(check.fits(account(2, ITERATIONS - 1), "a@b", CLAIM, "secret"))
                .isTrue();
        Awaitility.await().until(() -> changes.get() == 2);
        // What was begun before that is in the pool by now.
        pool.run(() -> true);
        assertThat(changes).hasValue(2);

        changeMayEnd.countDown();
        Awaitility.await()
                .until(() -> check.fits(account(1, ITERATIONS + 1), "a@b", CLAIM, "secret") && changes.get() > 2);
    }

    @Test
    void nothingIsHashedAnewWhileLoginsWait() throws Exception {
        PasswordCheck check = check(ITERATIONS);
        changeMayEnd.countDown();
        Optional<LoginAccount> account = account(1, ITERATIONS + 1);
        cache.add(1, account.flatMap(LoginAccount::keys).orElseThrow().storedKey(), "secret");
        CountDownLatch release = new CountDownLatch(1);
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2; i++) {
                others.execute(() -> hold(release));
            }
            Awaitility.await().until(pool::isBusy);
            assertThat(check.fits(account, "a@b", CLAIM, "secret")).isTrue();
            release.countDown();
        }
        pool.run(() -> true);
        assertThat(changes).hasValue(0);

        assertThat(check.fits(account, "a@b", CLAIM, "secret")).isTrue();
        Awaitility.await().until(() -> changes.get() == 1);
    }

    private void hold(CountDownLatch release) {
        try {
            pool.run(() -> {
                release.await();
                return true;
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
