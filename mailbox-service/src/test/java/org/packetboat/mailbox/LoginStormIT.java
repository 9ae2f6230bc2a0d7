package org.packetboat.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.contracts.mailbox.ResolveRequest;
import org.packetboat.contracts.mailbox.ResolveResponse.Outcome;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.mail.sasl.ScramKeys;
import org.packetboat.mailbox.client.LoggedIn;

/** Thousands log in at once, with right and wrong passwords: no answer is wrong, few threads hash, and other calls do not wait behind them. */
final class LoginStormIT {
    private static final int LOGINS = 3_000;
    private static final int ITERATIONS = 100_000;
    private static final int STORM = 600;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final AtomicInteger good = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger unavailable = new AtomicInteger();

    @Test
    void othersAreServed(@TempDir Path data) throws Exception {
        Map<String, String> settings = Map.of(
                "packetboat.mailbox-service.scram-iterations",
                Integer.toString(ITERATIONS),
                "packetboat.mailbox-service.hashing-threads",
                "1");
        try (RunningService service = RunningService.start(data, settings)) {
            long bystander = service.account("bystander");
            addAccounts(service);
            ResolveRequest request = ResolveRequest.newBuilder()
                    .setAddress("bystander@mail.test")
                    .build();

            try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Void>> logins = new ArrayList<>();
                for (int i = 0; i < LOGINS; i++) {
                    logins.add(clients.submit(login(service, i)));
                }
                Awaitility.await().until(() -> good.get() + refused.get() > 10);
                int others = 0;
                Duration longest = Duration.ZERO;
                while (!logins.stream().allMatch(Future::isDone)) {
                    long start = System.nanoTime();
                    assertThat(service.channel().directory().resolve(request).getOutcome())
                            .isEqualTo(Outcome.LOCAL);
                    assertThat(service.number("SELECT account_id FROM account WHERE account_id = $1", bystander))
                            .isEqualTo(bystander);
                    Duration taken = Duration.ofNanos(System.nanoTime() - start);
                    longest = taken.compareTo(longest) > 0 ? taken : longest;
                    assertThat(hashingThreads()).isEqualTo(1);
                    others++;
                }
                for (Future<Void> login : logins) {
                    login.get();
                }
                assertThat(others).isGreaterThan(10);
                assertThat(longest).isLessThan(PATIENCE);
            }

            assertThat(good.get() + refused.get() + unavailable.get()).isEqualTo(LOGINS);
            assertThat(good).hasPositiveValue();
            assertThat(refused).hasPositiveValue();
            assertThat(unavailable).as("the pool's queue is bounded").hasPositiveValue();
        }
    }

    /** A user whose telephone, or malice, sends wrong passwords on many connections, from a network that is known and so is never blocked. */
    @Test
    void oneUserDoesNotKeepOthersOut(@TempDir Path data) throws Exception {
        Map<String, String> settings = Map.of(
                "packetboat.mailbox-service.scram-iterations",
                Integer.toString(ITERATIONS),
                "packetboat.mailbox-service.hashing-threads",
                "1");
        try (RunningService service = RunningService.start(data, settings)) {
            long user = service.account("user");
            service.account("other");
            InetAddress office = InetAddress.ofLiteral("192.0.2.1");
            Authority<LoggedIn> authority = service.channel().directory().authority("imap", office);
            assertThat(authority.password("user@mail.test", "secret").accountId())
                    .isEqualTo(user);
            Awaitility.await()
                    .until(() -> service.number("SELECT count(*) FROM login_network WHERE account_id = $1", user) == 1);

            AtomicBoolean over = new AtomicBoolean();
            try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
                    AutoCloseable _ = () -> over.set(true)) {
                for (int i = 0; i < STORM; i++) {
                    clients.submit(() -> storm(authority, over));
                }
                Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> unavailable.get() > STORM / 2);

                // On a busy machine a try may take longer than a call.
                for (String login : List.of("other@mail.test", "user@mail.test")) {
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(60))
                            .ignoreException(UnavailableException.class)
                            .until(() -> authority
                                    .password(login, "secret")
                                    .address()
                                    .equals(login));
                }
            }
        }
    }

    private Void storm(Authority<LoggedIn> authority, AtomicBoolean over) throws InterruptedException {
        while (!over.get()) {
            try {
                authority.password("user@mail.test", "wrong" + refused.get() + unavailable.get());
            } catch (RefusedException e) {
                refused.incrementAndGet();
            } catch (UnavailableException e) {
                unavailable.incrementAndGet();
            }
        }
        return null;
    }

    /** Every second one is wrong; each comes from a network of its own, so that nobody is blocked. */
    private Callable<Void> login(RunningService service, int i) {
        InetAddress client = InetAddress.ofLiteral("10." + i / 250 + "." + i % 250 + ".1");
        String address = "storm" + i + "@mail.test";
        return () -> {
            try {
                LoggedIn identity = service.channel()
                        .directory()
                        .authority("imap", client)
                        .password(address, i % 2 == 0 ? "secret" : "wrong");
                assertThat(i % 2).isZero();
                assertThat(identity.address()).isEqualTo(address);
                good.incrementAndGet();
            } catch (RefusedException e) {
                assertThat(i % 2).isOne();
                refused.incrementAndGet();
            } catch (UnavailableException e) {
                unavailable.incrementAndGet();
            }
            return null;
        };
    }

    private static long hashingThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("hashing-"))
                .count();
    }

    private static void addAccounts(RunningService service) throws Exception {
        ScramKeys keys = ScramKeys.derive("secret", new byte[] {1, 2, 3}, ITERATIONS);
        service.number(
                """
                WITH made AS (
                    INSERT INTO account (address, state, scram_stored_key, scram_server_key, scram_salt, scram_iterations)
                    SELECT 'storm' || n || '@mail.test', 'active', $2, $3, $4, $5 FROM generate_series(0, $1) AS n
                    RETURNING account_id, address),
                named AS (
                    INSERT INTO address (address, local_part, domain, kind, account_id)
                    SELECT address, split_part(address, '@', 1), 'mail.test', 'account', account_id FROM made RETURNING 1)
                SELECT count(*) FROM named
                """,
                LOGINS,
                Buffer.buffer(keys.storedKey()),
                Buffer.buffer(keys.serverKey()),
                Buffer.buffer(keys.salt()),
                ITERATIONS);
    }
}
