package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * No accepted message is ever lost or doubled, whatever is killed (invariant I1): all processes are killed with SIGKILL in turn
 * while mail is sent, appended and copied; then every message is counted.
 */
class CrashIT {
    private static final int SESSIONS = 20;
    private static final List<String> ALL =
            List.of("smtp-gateway", "delivery-service", "mailbox-service", "kafka", "s3", "postgres");
    private static final Duration SETTLE = Duration.ofMinutes(4);
    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.start(Map.of(), List.of());
        for (int i = 0; i < SESSIONS; i++) {
            stack.addAccount(user(i), "secret");
        }
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void acceptedMailIsFoundExactlyOnce() throws Exception {
        long seed = TestSize.seed("CrashIT");
        int messages = TestSize.pick(600, 10_000);
        Attempts attempts = new Attempts("smtp" + seed);
        try (Killer killer = new Killer(stack, shuffled(ALL, seed), seed, TestSize.pick(2_500, 6_000))) {
            AtomicInteger left = new AtomicInteger(messages);
            inParallel(session -> sendUntilEmpty(session, attempts, left, killer, TestSize.pick(6, 12)));
            System.err.println("kills: " + killer.kills());
            assertThat(killer.kills()).isGreaterThanOrEqualTo(TestSize.pick(6, 10));
        }
        stack.awaitReady(Duration.ofMinutes(2));
        int accepted = attempts.acceptedSoFar();
        awaitTotal("INBOX", accepted);
        collect("INBOX", attempts, "", true);
        report("SMTP", attempts);
    }

    @Test
    void appendedAndCopiedMailIsFoundExactlyOnce() throws Exception {
        long seed = TestSize.seed("CrashIT.append");
        int perSession = TestSize.pick(15, 150);
        Attempts appends = new Attempts("append" + seed);
        Attempts copies = new Attempts("copy" + seed);
        List<String> targets = List.of("copy-0", "copy-1", "copy-2", "copy-3", "copy-4", "copy-5", "copy-6", "copy-7");
        for (int i = 0; i < SESSIONS; i++) {
            try (ImapWire imap = ImapWire.login(stack.imap(), user(i), "secret")) {
                imap.command("CREATE appended").expectOk();
                for (String target : targets) {
                    imap.command("CREATE " + target).expectOk();
                }
            }
        }
        List<String> names = List.of("imap-gateway", "mailbox-service", "s3", "postgres");
        try (Killer killer = new Killer(stack, shuffled(names, seed), seed, TestSize.pick(2_500, 6_000))) {
            inParallel(session -> {
                for (int i = 0; i < perSession || killer.kills() < TestSize.pick(4, 10); i++) {
                    appendAndCopy(session, appends, copies, targets);
                }
            });
            System.err.println("kills: " + killer.kills());
        }
        stack.awaitReady(Duration.ofMinutes(2));
        collect("appended", appends, "", false);
        for (String target : targets) {
            collect(target, copies, "@" + target, false);
        }
        report("APPEND", appends);
        report("COPY", copies);
    }

    private static void sendUntilEmpty(
            int session, Attempts attempts, AtomicInteger left, Killer killer, int atLeastKills) {
        while (left.getAndDecrement() > 0 || killer.kills() < atLeastKills) {
            boolean accepted = false;
            while (!accepted) {
                try (SmtpWire smtp = new SmtpWire(stack.smtp(), Duration.ofSeconds(30))) {
                    do {
                        String id = attempts.begin();
                        accepted = smtp.send("bob@mail.test", List.of(user(session)), Attempts.message(id)) == 250;
                        if (accepted) {
                            attempts.accepted(id);
                        } else {
                            smtp.command("RSET");
                            pause();
                        }
                    } while (accepted && (left.getAndDecrement() > 0 || killer.kills() < atLeastKills));
                } catch (IOException e) {
                    pause();
                }
            }
        }
    }

    private static void appendAndCopy(int session, Attempts appends, Attempts copies, List<String> targets) {
        String appended = "";
        while (appended.isEmpty()) {
            try (ImapWire imap = ImapWire.login(stack.imap(), user(session), "secret")) {
                String id = appends.begin();
                if (imap.append("appended", "()", Attempts.message(id)).ok()) {
                    appends.accepted(id);
                    appended = id;
                } else {
                    pause();
                }
            } catch (IOException | AssertionError e) {
                pause();
            }
        }
        for (String target : targets) {
            String attempt = copies.begin(appended, "@" + target);
            try (ImapWire imap = ImapWire.login(stack.imap(), user(session), "secret")) {
                imap.command("SELECT appended").expectOk();
                ImapWire.Answer found = imap.command("SEARCH HEADER X-Attempt \"" + appended + "\"");
                String numbers = found.expectOk().untagged().stream()
                        .map(ImapWire.Untagged::text)
                        .filter(text -> text.startsWith("* SEARCH "))
                        .map(text -> text.substring(9))
                        .findFirst()
                        .orElse("");
                String exact = exact(imap, numbers, appended);
                if (!exact.isEmpty()
                        && imap.command("COPY " + exact + " " + target).ok()) {
                    copies.accepted(attempt);
                    return;
                }
            } catch (IOException | AssertionError e) {
                pause();
            }
        }
    }

    /** SEARCH finds substrings: the one message whose attempt is this id to the letter. */
    private static String exact(ImapWire imap, String numbers, String id) throws IOException {
        for (String number : numbers.isBlank() ? new String[0] : numbers.strip().split(" ")) {
            ImapWire.Answer answer = imap.command("FETCH " + number + " (BODY.PEEK[HEADER.FIELDS (X-Attempt)])")
                    .expectOk();
            String field = new String(
                    answer.untagged().getFirst().literals().getFirst(), java.nio.charset.StandardCharsets.US_ASCII);
            if (field.strip().equals("X-Attempt: " + id)) {
                return number;
            }
        }
        return "";
    }

    private static void awaitTotal(String mailbox, int accepted) throws IOException {
        try {
            Await.until("all accepted messages", SETTLE, () -> {
                int total = 0;
                for (int i = 0; i < SESSIONS; i++) {
                    try (ImapWire imap = ImapWire.login(stack.imap(), user(i), "secret")) {
                        total += Math.max(0, imap.command("EXAMINE " + mailbox).exists());
                    }
                }
                return total >= accepted;
            });
        } catch (AssertionError e) {
            System.err.println(e.getMessage() + "; counting what is there");
        }
    }

    private static void collect(String mailbox, Attempts attempts, String place, boolean trace) throws IOException {
        for (int i = 0; i < SESSIONS; i++) {
            try (ImapWire imap = ImapWire.login(stack.imap(), user(i), "secret")) {
                int exists = imap.command("EXAMINE " + mailbox).expectOk().exists();
                for (int from = 1; from <= exists; from += 50) {
                    int to = Math.min(exists, from + 49);
                    for (ImapWire.Untagged answer : imap.command("FETCH " + from + ":" + to + " (BODY.PEEK[])")
                            .expectOk()
                            .untagged()) {
                        if (!answer.literals().isEmpty()) {
                            byte[] octets = answer.literals().getFirst();
                            attempts.found(trace ? FidelityIT.behindTrace(octets) : octets, place);
                        }
                    }
                }
            }
        }
    }

    private static void report(String what, Attempts attempts) {
        Attempts.Count count = attempts.count();
        System.err.println(what + ": " + count);
        assertThat(count.clean()).as("%s: %s", what, count).isTrue();
        assertThat(count.found()).isGreaterThanOrEqualTo(count.accepted());
    }

    /** What one session does. */
    private interface SessionWork {
        void run(int session);
    }

    private static void inParallel(SessionWork work) throws Exception {
        try (ExecutorService sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                int session = i;
                running.add(sessions.submit(() -> work.run(session)));
            }
            for (Future<?> session : running) {
                session.get();
            }
        }
    }

    private static List<String> shuffled(List<String> names, long seed) {
        List<String> order = new ArrayList<>(names);
        Collections.shuffle(order, new Random(seed));
        return order;
    }

    /** A client that was refused waits a little, as clients do. */
    private static void pause() {
        LockSupport.parkNanos(200_000_000);
    }

    private static String user(int session) {
        return "crash-" + session + "@mail.test";
    }
}
