package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.packetboat.e2e.HostileCase.Ending;
import org.packetboat.e2e.HostileClient.Stage;

/**
 * Everything that no client should send. After each case a clean session of the same user, from the same address and at the same door, works
 * within two seconds; no answer tells of our insides; and after all of them each gateway is the process that it was, with no session, no
 * failure in its log and its memory back at its level. {@code -Dpacketboat.case=TEXT} runs those alone whose name holds the text.
 */
@Tag("alone")
class HostileInputIT {
    private static final int AT_LEAST = 150;
    /** Users, of whom each has one case at a time: a maildrop is for one session alone. */
    private static final int USERS = 10;
    /** Above what one case and its clean session need. */
    private static final int PER_ADDRESS = 8;

    /** Thousands of commands are answered meanwhile, of some hundred clients at once. */
    private static final Duration WAIT = Duration.ofSeconds(20);

    private static final Duration CASE_LIMIT = Duration.ofSeconds(30);
    private static final double HEAP_GROWTH = 16 << 20;
    private static final double DIRECT_GROWTH = 8 << 20;
    private static final List<String> INSIDES = List.of(
            "Exception", "at org.", "at java", "java.", "org.packetboat", "io.netty", "io.vertx", "Caused by", "jdk.");

    /** What a client can bring about is no failure of ours. */
    private static final List<String> FAILURES = List.of(" ERROR ", " FATAL ", "Exception", "spool takes no more");

    private static Stack stack;
    private static SSLContext trust;
    private static BlockingQueue<String> users;
    private static Map<String, Long> processes;
    private static final Map<Door.Spoken, Memory> MEMORY_BEFORE = new EnumMap<>(Door.Spoken.class);

    @BeforeAll
    static void start() throws Exception {
        Map<String, String> environment = new HashMap<>();
        for (Door.Spoken spoken : Door.Spoken.values()) {
            String prefix = "PACKETBOAT_" + spoken + "_";
            environment.put(prefix + "MAX_CONNECTIONS_PER_ADDRESS", Integer.toString(PER_ADDRESS));
            environment.put(prefix + "COMMAND_TIMEOUT", "2s");
            environment.put(prefix + "INPUT_TIMEOUT", "2s");
            environment.put(prefix + "STALL_TIMEOUT", "2s");
            environment.put(prefix + "LOGIN_TIMEOUT", "4s");
            environment.put(prefix + "IDLE_TIMEOUT", "5s");
        }
        environment.put("PACKETBOAT_SMTP_HOSTNAME", "mx.hostile.test");
        environment.put("PACKETBOAT_MAILBOX_SERVICE_SCRAM_ITERATIONS", "4096");
        stack = Stack.start(environment, List.of());
        trust = Identities.context(Optional.empty(), stack.authority());
        users = new ArrayBlockingQueue<>(USERS);
        for (int i = 0; i < USERS; i++) {
            String user = "user" + i + "@mail.test";
            stack.addAccount(user, HostileClient.PASSWORD);
            users.add(user);
        }
        deliver();
        for (int i = 0; i < USERS; i++) {
            for (Door door : Door.values()) {
                CleanSession.check(stack, trust, door, address(i), "user" + i + "@mail.test");
            }
        }
        processes = stack.pids();
        for (Door.Spoken spoken : Door.Spoken.values()) {
            MEMORY_BEFORE.put(spoken, Memory.of(spoken));
        }
    }

    private static void deliver() throws IOException {
        try (SmtpWire smtp = new SmtpWire(stack.smtp(), Duration.ofSeconds(20))) {
            byte[] message = Corpus.octets("Subject: x\r\n\r\n" + "x\r\n".repeat(5_000));
            for (int i = 0; i < 3; i++) {
                assertThat(smtp.send("bob@mail.test", List.copyOf(users), message))
                        .isEqualTo(250);
            }
        }
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @TestFactory
    Stream<DynamicNode> cases() {
        List<HostileCase> cases = all();
        assertThat(cases.stream().map(HostileCase::name)).doesNotHaveDuplicates();
        String wanted = System.getProperty("packetboat.case", "");
        List<HostileCase> chosen =
                cases.stream().filter(one -> one.name().contains(wanted)).toList();
        assertThat(cases).hasSizeGreaterThan(AT_LEAST);
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        List<DynamicNode> tests = new ArrayList<>();
        for (int i = 0; i < chosen.size(); i++) {
            HostileCase one = chosen.get(i);
            InetAddress from = address(USERS + i);
            Future<?> outcome = executor.submit(() -> {
                run(one, from);
                return null;
            });
            tests.add(DynamicTest.dynamicTest(one.name(), () -> join(outcome)));
        }
        for (Door.Spoken spoken : Door.Spoken.values()) {
            tests.add(DynamicTest.dynamicTest(spoken + " is as it was", () -> asItWas(spoken)));
        }
        return tests.stream().onClose(executor::close);
    }

    private static List<HostileCase> all() {
        List<HostileCase> cases = new ArrayList<>();
        for (Collection<HostileCase> some : List.of(
                HostileTls.cases(),
                HostileSmtp.cases(),
                HostileImap.cases(),
                HostilePop3.cases(),
                HostileOctets.cases())) {
            cases.addAll(some);
        }
        for (Door door : Door.values()) {
            for (Ending ending : List.of(Ending.CLOSE, Ending.RESET)) {
                cases.add(HostileCase.of("nothing at all", door, Stage.RAW, "").ending(ending));
                cases.add(HostileCase.of("left in the middle", door, Stage.WORKING, "")
                        .ending(ending));
            }
            cases.add(HostileCase.of("half open", door, Stage.RAW, "").ending(Ending.PATIENT));
            cases.add(HostileCase.of("half open", door, Stage.WORKING, "").ending(Ending.PATIENT));
            cases.add(HostileCase.of("half closed", door, Stage.WORKING, ""));
            cases.add(HostileCase.of("more connections than are allowed", door, Stage.GREETED, HostileInputIT::crowd));
        }
        return cases;
    }

    /** Those that are too many are sent away at once. */
    private static void crowd(HostileClient first) throws IOException {
        List<HostileClient> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * PER_ADDRESS; i++) {
                crowd.add(first.another());
            }
            crowd.forEach(HostileClient::readAlong);
            long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
            long gone = crowd.stream()
                    .filter(one -> one.ended(Duration.ofNanos(Math.max(0, end - System.nanoTime()))))
                    .count();
            assertThat(gone).as("sent away").isEqualTo(crowd.size() + 1 - PER_ADDRESS);
        } finally {
            for (HostileClient one : crowd) {
                one.close();
            }
        }
    }

    /** Each case comes from another address. */
    private static InetAddress address(int number) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 1, (byte) (number / 200), (byte) (1 + number % 200)});
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static void join(Future<?> outcome) throws Exception {
        try {
            outcome.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError failure) {
                throw failure;
            }
            throw e;
        }
    }

    private static void run(HostileCase one, InetAddress from) throws InterruptedException {
        String user = users.take();
        @Nullable HostileClient client = null;
        try {
            client = new HostileClient(stack, trust, one.door(), from, user);
            client.enter(one.stage());
            play(one, client);
            assertThat(client.answer()).doesNotContain(INSIDES);
            if (!one.never().isEmpty()) {
                assertThat(client.answer()).doesNotContain(one.never());
            }
            client.close();
            CleanSession.check(stack, trust, one.door(), from, user);
        } catch (IOException | AssertionError e) {
            throw new AssertionError(one.name() + "\n" + HostileClient.transcript(client) + "\n" + e.getMessage(), e);
        } finally {
            users.add(user);
        }
    }

    private static void play(HostileCase one, HostileClient client) {
        AtomicBoolean done = new AtomicBoolean();
        AtomicBoolean late = new AtomicBoolean();
        CompletableFuture.runAsync(
                () -> {
                    if (!done.get()) {
                        late.set(true);
                        closeQuietly(client);
                    }
                },
                CompletableFuture.delayedExecutor(CASE_LIMIT.toMillis(), TimeUnit.MILLISECONDS));
        try {
            one.script().play(client);
            leave(one.ending(), client);
        } catch (IOException _) {
            // The server has hung up, as it may.
        }
        done.set(true);
        assertThat(late.get()).as("still there after " + CASE_LIMIT).isFalse();
    }

    private static void leave(Ending ending, HostileClient client) throws IOException {
        switch (ending) {
            case HALF_CLOSE -> {
                client.readAlong();
                client.halfClose();
                assertThat(client.ended(WAIT)).as("the server's end of it").isTrue();
            }
            case PATIENT ->
                assertThat(client.ended(WAIT)).as("the server has enough").isTrue();
            case CLOSE -> client.close();
            case RESET -> client.reset();
        }
    }

    private static void closeQuietly(HostileClient client) {
        try {
            client.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void asItWas(Door.Spoken spoken) throws IOException {
        Await.until("no session", () -> stack.metric(spoken.management(), "packetboat_sessions") == 0);
        assertThat(stack.pid(spoken.process())).as("process").isEqualTo(processes.get(spoken.process()));
        Memory before = Objects.requireNonNull(MEMORY_BEFORE.get(spoken));
        Await.until("memory to be back at " + before, () -> Memory.of(spoken).isBackAt(before));
        Path log = stack.data().resolve("logs").resolve(spoken.process() + ".log");
        assertThat(Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1))
                .as(log.getFileName().toString())
                .filteredOn(line -> FAILURES.stream().anyMatch(line::contains))
                .isEmpty();
    }

    /** What a gateway uses behind a collection, in octets. */
    private record Memory(double heap, double direct) {
        static Memory of(Door.Spoken spoken) throws IOException {
            long pid = stack.pid(spoken.process());
            Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
            Programs.run(Duration.ofSeconds(30), List.of(jcmd.toString(), Long.toString(pid), "GC.run"))
                    .expectSuccess();
            return new Memory(
                    stack.metric(spoken.management(), "jvm_memory_used_bytes", "area=\"heap\""),
                    stack.directOctets(spoken.management()));
        }

        boolean isBackAt(Memory before) {
            return heap < before.heap + HEAP_GROWTH && direct < before.direct + DIRECT_GROWTH;
        }
    }
}
