package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Mail for other domains, of which there are three here: address literals of loopback, one alive, one dead, one for those who are killed. */
@Tag("alone")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WayOutIT {
    private static final int SESSIONS = 8;
    private static final List<String> ALL =
            List.of("delivery-service", "postgres", "kafka", "smtp-gateway", "mailbox-service", "s3");
    private static volatile Consumer<byte[]> taken = message -> {};
    private static SinkServer live;
    private static ServerSocket dead;
    private static Stack stack;

    @BeforeAll
    static void start() throws IOException {
        live = new SinkServer("127.0.0.3", 0, message -> taken.accept(message));
        // Takes connections and says nothing, for five minutes each.
        dead = new ServerSocket();
        dead.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.2"), live.port()), 200);
        Map<String, String> environment = new HashMap<>();
        environment.put("PACKETBOAT_SMTP_RELAY_NETWORKS", "127.0.0.0/8");
        environment.put("PACKETBOAT_RELAY_PORT", Integer.toString(live.port()));
        environment.put("PACKETBOAT_RELAY_LEASE", "6s");
        environment.put("PACKETBOAT_RELAY_FIRST_DELAY", "2s");
        environment.put("PACKETBOAT_RELAY_LONGEST_DELAY", "10s");
        stack = Stack.start(environment, List.of());
    }

    @AfterAll
    static void stop() throws IOException {
        stack.close();
        dead.close();
        live.close();
    }

    @Test
    @Order(1)
    void aDeadDestinationDoesNotSlowDownALiveOne() throws Exception {
        int many = TestSize.pick(100, 1_000);
        // Everything has been compiled, and the destination has shown what it takes.
        Duration first = timeToLeave(many);
        Duration alone = timeToLeave(many);
        int deep = TestSize.pick(500, 10_000);
        send(deep, "[127.0.0.2]");
        Await.until("a deep queue", Duration.ofMinutes(5), () -> queued("[127.0.0.2]") >= deep);
        Duration together = timeToLeave(many);
        System.err.printf(
                "WayOutIT: %d messages leave in %d ms (first %d ms); with %d for a dead destination in %d ms%n",
                many, alone.toMillis(), first.toMillis(), deep, together.toMillis());
        assertThat(queued("[127.0.0.2]")).isEqualTo(deep);
        Duration slack = Duration.ofSeconds(TestSize.pick(10, 1));
        assertThat(together).isLessThan(alone.multipliedBy(2).plus(slack));
        stack.packetboat("queue", "drop", "--destination", "[127.0.0.2]").expectSuccess();
    }

    private static Duration timeToLeave(int count) throws Exception {
        int before = live.messages();
        long begin = System.nanoTime();
        send(count, "[127.0.0.3]");
        Await.until(count + " messages", Duration.ofMinutes(5), () -> live.messages() >= before + count);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static void send(int count, String domain) throws Exception {
        AtomicInteger left = new AtomicInteger(count);
        byte[] message = "From: bob@mail.test\r\nSubject: out\r\n\r\nout\r\n".getBytes(StandardCharsets.US_ASCII);
        inParallel(() -> {
            try (SmtpWire smtp = new SmtpWire(stack.smtp(), Duration.ofSeconds(60))) {
                while (left.getAndDecrement() > 0) {
                    assertThat(smtp.send("bob@mail.test", List.of("someone@" + domain), message))
                            .isEqualTo(250);
                }
            }
        });
    }

    private static long queued(String destination) {
        Programs.Result list = stack.packetboat("queue", "list", "--destination", destination, "--json");
        list.expectSuccess();
        return list.output().split("\"lastReply\"", -1).length - 1L;
    }

    @Test
    @Order(2)
    void nothingIsLostWhoeverIsKilled() throws Exception {
        long seed = TestSize.seed("WayOutIT");
        Attempts attempts = new Attempts("out" + seed);
        taken = message -> attempts.found(withoutTrace(message), "");
        AtomicInteger left = new AtomicInteger(TestSize.pick(150, 5_000));
        int atLeast = TestSize.pick(3, 24);
        int kills;
        int killsOfRelay;
        try (Killer killer = new Killer(stack, ALL, seed, TestSize.pick(1_200, 4_000))) {
            BooleanSupplier more = () -> {
                boolean beyond = left.getAndDecrement() <= 0;
                if (beyond) {
                    // Until enough was killed, at a pace that a small machine keeps.
                    LockSupport.parkNanos(100_000_000);
                }
                return !beyond || killer.kills() < atLeast;
            };
            inParallel(() -> sendUntilEnough(attempts, more));
            kills = killer.kills();
            killsOfRelay = killer.kills("delivery-service");
        }
        stack.awaitReady(Duration.ofMinutes(2));
        int accepted = attempts.acceptedSoFar();
        awaitAll(attempts);
        // A double could still be under way.
        LockSupport.parkNanos(Duration.ofSeconds(TestSize.pick(3, 60)).toNanos());
        Attempts.Count count = attempts.count();
        double unknown = stack.metric(9004, "packetboat_relay_attempts_total", "outcome=\"unknown\"");
        double overtaken = stack.metric(9004, "packetboat_relay_attempts_total", "outcome=\"overtaken\"");
        System.err.printf(
                "WayOutIT: %d accepted, %s, kills %d, of the relay %d; of the last process: unknown %.0f, overtaken %.0f%n",
                accepted, count, kills, killsOfRelay, unknown, overtaken);
        assertThat(count.lost()).isZero();
        assertThat(count.altered()).isZero();
        assertThat(count.strange()).isZero();
        // Between the end of a message and its commit there is one message for each connection: 20 at most for a
        // destination.
        assertThat(count.doubled()).isLessThanOrEqualTo(20 * killsOfRelay);
    }

    private static void awaitAll(Attempts attempts) {
        try {
            Await.until(
                    "all accepted messages",
                    Duration.ofMinutes(4),
                    () -> attempts.count().lost() == 0);
        } catch (IOException | AssertionError e) {
            System.err.println(e.getMessage() + "; counting what is there");
        }
    }

    private static void sendUntilEnough(Attempts attempts, BooleanSupplier more) {
        while (more.getAsBoolean()) {
            try (SmtpWire smtp = new SmtpWire(stack.smtp(), Duration.ofSeconds(30))) {
                boolean accepted = true;
                do {
                    String id = attempts.begin();
                    accepted = smtp.send("bob@mail.test", List.of("someone@[127.0.0.3]"), Attempts.message(id)) == 250;
                    if (accepted) {
                        attempts.accepted(id);
                    }
                } while (accepted && more.getAsBoolean());
            } catch (IOException e) {
                LockSupport.parkNanos(200_000_000);
            }
        }
    }

    /** What was sent, from behind the trace fields in front of it. */
    private static byte[] withoutTrace(byte[] message) {
        String head = new String(message, 0, Math.min(message.length, 4_096), StandardCharsets.ISO_8859_1);
        return Arrays.copyOfRange(message, Math.max(0, head.indexOf("From: bob@mail.test\r\n")), message.length);
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void inParallel(Work work) throws Exception {
        try (ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                running.add(sessions.submit(() -> {
                    work.run();
                    return null;
                }));
            }
            for (Future<?> session : running) {
                session.get();
            }
        }
    }
}
