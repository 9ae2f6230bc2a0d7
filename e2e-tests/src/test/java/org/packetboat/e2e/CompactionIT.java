package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A mailbox whose messages came one by one is read with few requests to the object store once the compactor has been there; and while collector, readers
 * and stores are killed no live message becomes unreadable and no dead object stays (invariant I7).
 */
class CompactionIT {
    private static final String SECRET = "secret";
    private static final int IMAP_METRICS = 9002;
    private static final int DELIVERY_METRICS = 9004;

    /** Every time of an object's life in seconds. The window has to cover a pause of the compactor, or it works in vain. */
    private static Map<String, String> shortTimes() {
        Map<String, String> times = new HashMap<>();
        times.put("PACKETBOAT_MAILBOX_SERVICE_OBJECT_GRACE", "3s");
        times.put("PACKETBOAT_MAILBOX_SERVICE_EXPUNGE_GRACE", "3s");
        times.put("PACKETBOAT_MAILBOX_SERVICE_PACK_REFERENCE_WINDOW", "30s");
        times.put("PACKETBOAT_MAILBOX_SERVICE_PACK_MINIMUM_AGE", "40s");
        times.put("PACKETBOAT_MAILBOX_SERVICE_STAGED_REFERENCE_WINDOW", "30s");
        times.put("PACKETBOAT_MAILBOX_SERVICE_HOUSEKEEPING_INTERVAL", "1s");
        times.put("PACKETBOAT_MAILBOX_SERVICE_COMPACT_AFTER", "2s");
        times.put("PACKETBOAT_MAILBOX_SERVICE_COMPACT_FEW_AFTER", "10s");
        times.put("PACKETBOAT_DELIVERY_COLLECT_INTERVAL", "1s");
        times.put("PACKETBOAT_DELIVERY_COMPACT_INTERVAL", "1s");
        return times;
    }

    @Test
    void aColdDownloadOfWhatCameOneByOneTakesFewRequests() throws Exception {
        int messages = TestSize.pick(120, 1_000);
        Map<String, String> times = shortTimes();
        times.put("PACKETBOAT_DELIVERY_COMPACT_RATE", "0");
        try (Stack stack = Stack.start(times, List.of())) {
            stack.addAccount("reader@mail.test", SECRET);
            byte[] message = new Corpus(1).plain(4_096);
            try (SmtpWire smtp = new SmtpWire(stack.smtp(), Duration.ofSeconds(30));
                    ImapWire imap = ImapWire.login(stack.imap(), "reader@mail.test", SECRET)) {
                for (int i = 0; i < messages; i++) {
                    assertThat(smtp.send("bob@mail.test", List.of("reader@mail.test"), message))
                            .isEqualTo(250);
                    // One by one over time: the next one comes when this one is there, so that no two share a pack.
                    int expected = i + 1;
                    Await.until("message " + i, () -> uidNext(imap) == expected + 1);
                }
            }
            double before = coldDownload(stack, messages);

            // The compactor is off until here, so that the first figure is one without it.
            times.remove("PACKETBOAT_DELIVERY_COMPACT_RATE");
            stack.down();
            stack.up();
            Await.until("compaction", Duration.ofMinutes(5), () -> moved(stack) >= messages);
            awaitQuiet(() -> moved(stack));
            double after = coldDownload(stack, messages);
            System.err.println(
                    "object-store requests for " + messages + " messages: before " + before + ", after " + after);
            assertThat(before).isGreaterThan(messages / 2.0);
            assertThat(after).isPositive().isLessThanOrEqualTo(10);
        }
    }

    private static int uidNext(ImapWire imap) throws IOException {
        String status = imap.command("STATUS INBOX (UIDNEXT)")
                .expectOk()
                .untagged()
                .getLast()
                .text();
        return Integer.parseInt(status.replaceAll(".*UIDNEXT (\\d+).*", "$1"));
    }

    /** Reads everything with a gateway that was just started; how many GETs that took. */
    private static double coldDownload(Stack stack, int messages) throws IOException {
        long old = stack.pid("imap-gateway");
        assertThat(stack.kill("imap-gateway")).isTrue();
        Await.until("a new gateway", () -> stack.pids().getOrDefault("imap-gateway", old) != old);
        stack.awaitReady(Duration.ofMinutes(2));
        try (ImapWire imap = ImapWire.login(stack.imap(), "reader@mail.test", SECRET)) {
            imap.command("EXAMINE INBOX").expectOk();
            int read = 0;
            for (ImapWire.Untagged answer :
                    imap.command("FETCH 1:* (UID BODY.PEEK[])").expectOk().untagged()) {
                read += answer.literals().size();
            }
            assertThat(read).isEqualTo(messages);
        }
        return stack.metric(IMAP_METRICS, "packetboat_object_store_calls_seconds_count", "operation=\"get\"");
    }

    /** A figure that may grow. */
    private interface Figure {
        double now();
    }

    private static double moved(Stack stack) {
        return stack.metric(DELIVERY_METRICS, "packetboat_compaction_bodies_total");
    }

    private static void awaitQuiet(Figure figure) {
        double last = -1;
        for (int same = 0; same < 6; ) {
            LockSupport.parkNanos(2_000_000_000L);
            double now = figure.now();
            same = now == last ? same + 1 : 0;
            last = now;
        }
    }

    /** Messages of one mailbox, by what they were given on their way in. */
    private static final class Expected {
        final Set<String> live = ConcurrentHashMap.newKeySet();
        final Set<String> gone = ConcurrentHashMap.newKeySet();
    }

    /** A marathon: a compactor that was killed keeps others away from its objects for five minutes. Only {@code ./packetboat soak CompactionIT}. */
    @EnabledIfSystemProperty(named = "packetboat.size", matches = "full")
    @Test
    void nothingLiveIsLostAndNothingDeadStaysWhileProcessesAreKilled() throws Exception {
        long seed = TestSize.seed("CompactionIT");
        int sessions = 10;
        int perSession = TestSize.pick(120, 10_000);
        try (Stack stack = Stack.start(shortTimes(), List.of())) {
            for (int i = 0; i < sessions; i++) {
                stack.addAccount(user(i), SECRET);
            }
            List<Expected> expected = new ArrayList<>();
            AtomicInteger reads = new AtomicInteger();
            List<String> victims =
                    List.of("delivery-service", "imap-gateway", "mailbox-service", "s3", "delivery-service");
            try (Killer killer = new Killer(stack, victims, seed, TestSize.pick(4_000, 8_000));
                    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> running = new ArrayList<>();
                for (int i = 0; i < sessions; i++) {
                    int session = i;
                    Expected of = new Expected();
                    expected.add(of);
                    Future<?> arriving = threads.submit(() -> arrive(stack, session, perSession, of));
                    running.add(arriving);
                    running.add(threads.submit(() -> {
                        Random random = new Random(seed + session);
                        while (!arriving.isDone() || killer.kills() < atLeastKills()) {
                            readAndExpunge(stack, session, of, random, reads);
                        }
                    }));
                }
                for (Future<?> one : running) {
                    one.get();
                }
                System.err.println("kills: " + killer.kills() + ", messages read meanwhile: " + reads);
            }
            stack.awaitReady(Duration.ofMinutes(2));
            int live = 0;
            for (int i = 0; i < sessions; i++) {
                live += assertReadable(stack, i, expected.get(i));
            }
            System.err.println(
                    "found in the end: " + live + " that stayed; bodies moved since the last start: " + moved(stack));
            assertNoDeadObjects(stack);
            for (int i = 0; i < sessions; i++) {
                try (ImapWire imap = ImapWire.login(stack.imap(), user(i), SECRET)) {
                    imap.command("SELECT INBOX").expectOk();
                    imap.command("STORE 1:* +FLAGS.SILENT (\\Deleted)").expectOk();
                    while (imap.command("EXPUNGE").expectOk().untagged().size() > 0) {
                        // a thousand at a time
                    }
                }
            }
            // A compactor that was killed has left leases of five minutes.
            Await.until(
                    "an empty bucket",
                    Duration.ofMinutes(8),
                    () -> StoredObjects.of(stack).isEmpty());
        }
    }

    private static int atLeastKills() {
        return TestSize.pick(6, 40);
    }

    /** Has messages accepted one after the other; each that was is in the mailbox sooner or later. */
    private static void arrive(Stack stack, int session, int count, Expected expected) {
        for (int number = 0; number < count; ) {
            try (SmtpWire smtp = new SmtpWire(stack.smtp(), Duration.ofSeconds(30))) {
                while (number < count) {
                    String id = session + "-" + number;
                    // A reply that was lost leaves a message that nobody counts; those ids are not used again.
                    number++;
                    if (smtp.send("bob@mail.test", List.of(user(session)), message(id)) == 250) {
                        expected.live.add(id);
                    } else {
                        smtp.command("RSET");
                        pause();
                    }
                }
            } catch (IOException e) {
                pause();
            }
        }
    }

    private static byte[] message(String id) {
        Random random = new Random(id.hashCode());
        StringBuilder text = new StringBuilder("Subject: " + id + "\r\nX-Id: " + id + "\r\n\r\n");
        for (int length = 300 + random.nextInt(6_000); length > 0; length -= 70) {
            text.append(Long.toHexString(random.nextLong()).repeat(4)).append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** One in ten stays to the end, so that there is something to put together, and to be found. */
    private static boolean stays(String id) {
        return id.endsWith("7");
    }

    /** Reads some messages, each of which must be there whole, and expunges about half of those that do not stay. */
    private static void readAndExpunge(
            Stack stack, int session, Expected expected, Random random, AtomicInteger reads) {
        try (ImapWire imap = ImapWire.login(stack.imap(), user(session), SECRET)) {
            for (int round = 0; round < 5; round++) {
                int exists = imap.command("SELECT INBOX").expectOk().exists();
                if (exists == 0) {
                    break;
                }
                int from = 1 + random.nextInt(exists);
                Map<String, String> uids = fetch(imap, from + ":" + Math.min(exists, from + 20));
                reads.addAndGet(uids.size());
                for (Map.Entry<String, String> message : uids.entrySet()) {
                    if (!stays(message.getKey()) && random.nextBoolean()) {
                        // It may be gone from here on, whether or not we are told.
                        expected.gone.add(message.getKey());
                        imap.command("UID STORE " + message.getValue() + " +FLAGS.SILENT (\\Deleted)")
                                .expectOk();
                    }
                }
                imap.command("EXPUNGE").expectOk();
            }
            pause();
        } catch (IOException e) {
            pause();
        } catch (AssertionError e) {
            // Refused for the time being; anything else is an error.
            if (!String.valueOf(e.getMessage()).contains("UNAVAILABLE")) {
                throw e;
            }
            pause();
        }
    }

    /** The ids and UIDs of these messages, whose octets have to be what was sent. */
    private static Map<String, String> fetch(ImapWire imap, String set) throws IOException {
        Map<String, String> uids = new HashMap<>();
        for (ImapWire.Untagged answer :
                imap.command("FETCH " + set + " (UID BODY.PEEK[])").expectOk().untagged()) {
            if (answer.literals().isEmpty()) {
                continue;
            }
            String text = new String(answer.literals().getFirst(), StandardCharsets.US_ASCII);
            String id = text.replaceAll("(?s).*X-Id: (\\S+).*", "$1");
            assertThat(text).endsWith(new String(message(id), StandardCharsets.US_ASCII));
            uids.put(id, answer.text().replaceAll(".*UID (\\d+).*", "$1"));
        }
        return uids;
    }

    /** All that nobody expunged; how many those are. */
    private static int assertReadable(Stack stack, int session, Expected expected) throws IOException {
        Set<String> missing = new HashSet<>(expected.live);
        missing.removeAll(expected.gone);
        int live = missing.size();
        assertThat(live).isPositive();
        Await.until("all of " + user(session), Duration.ofMinutes(3), () -> {
            try (ImapWire imap = ImapWire.login(stack.imap(), user(session), SECRET)) {
                if (imap.command("SELECT INBOX").expectOk().exists() > 0) {
                    missing.removeAll(fetch(imap, "1:*").keySet());
                }
            }
            return missing.isEmpty();
        });
        return live;
    }

    /** After the graces the ledger has no object that nothing lives in, and the bucket none that the ledger does not know. */
    private static void assertNoDeadObjects(Stack stack) throws IOException {
        Await.until(
                "as many objects in the bucket as in the ledger",
                Duration.ofMinutes(8),
                () -> StoredObjects.of(stack).size() == stack.metric(9005, "packetboat_objects")
                        && stack.metric(9005, "packetboat_objects_dead_octets")
                                <= stack.metric(9005, "packetboat_objects_live_octets"));
    }

    private static void pause() {
        LockSupport.parkNanos(200_000_000);
    }

    private static String user(int session) {
        return "compaction-" + session + "@mail.test";
    }
}
