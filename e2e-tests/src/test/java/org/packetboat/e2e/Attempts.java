package org.packetboat.e2e;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The ledger of a crash test: every attempt to hand a message over, whether it was answered with success, and how often it was
 * found afterwards. A retry is a new attempt with an id of its own.
 */
final class Attempts {
    /** What the count says (invariant I1). */
    record Count(int attempts, int accepted, int found, int lost, int doubled, int altered, int strange) {
        boolean clean() {
            return lost == 0 && doubled == 0 && altered == 0 && strange == 0;
        }
    }

    private static final String FIELD = "X-Attempt: ";

    private static final class Attempt {
        volatile boolean accepted;
        final AtomicInteger found = new AtomicInteger();
    }

    private final Map<String, Attempt> attempts = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger altered = new AtomicInteger();
    private final AtomicInteger strange = new AtomicInteger();
    private final String run;

    Attempts(String run) {
        this.run = run;
    }

    /** A new attempt's id. */
    String begin() {
        String id = run + "-" + next.incrementAndGet();
        attempts.put(id, new Attempt());
        return id;
    }

    void accepted(String id) {
        attempt(id).accepted = true;
    }

    /** The octets of an attempt, derived from its id alone; every fiftieth is too large to travel inline. */
    static byte[] message(String id) {
        Random random = new Random(id.hashCode());
        int number = Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
        int size = number % 50 == 0 ? 300_000 : 500 + random.nextInt(4_000);
        StringBuilder text = new StringBuilder(size + 200)
                .append("From: bob@mail.test\r\nSubject: attempt ")
                .append(id)
                // With all that submission would add (RFC 6409 §8).
                .append("\r\nDate: Mon, 30 Nov 2026 10:00:00 +0000\r\nMessage-ID: <")
                .append(id)
                .append("@client.test>\r\n")
                .append(FIELD)
                .append(id)
                .append("\r\n\r\n");
        while (text.length() < size) {
            text.append((char) ('a' + random.nextInt(26)));
            if (random.nextInt(60) == 0) {
                text.append("\r\n");
            }
        }
        return text.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Takes a message that was found, without its trace fields; the key is the id, or the id in a place of its own. */
    void found(byte[] message, String place) {
        String id = idOf(message);
        Attempt attempt = attempts.get(id + place);
        if (attempt == null) {
            strange.incrementAndGet();
            return;
        }
        attempt.found.incrementAndGet();
        if (!Arrays.equals(message, message(id))) {
            altered.incrementAndGet();
        }
    }

    /** An attempt to bring a known message to a further place (COPY). */
    String begin(String id, String place) {
        attempts.put(id + place, new Attempt());
        return id + place;
    }

    Count count() {
        int accepted = 0;
        int found = 0;
        int lost = 0;
        int doubled = 0;
        for (Attempt attempt : attempts.values()) {
            int times = attempt.found.get();
            accepted += attempt.accepted ? 1 : 0;
            found += Math.min(times, 1);
            lost += attempt.accepted && times == 0 ? 1 : 0;
            doubled += Math.max(0, times - 1);
        }
        return new Count(attempts.size(), accepted, found, lost, doubled, altered.get(), strange.get());
    }

    int acceptedSoFar() {
        return count().accepted();
    }

    private Attempt attempt(String id) {
        Attempt attempt = attempts.get(id);
        if (attempt == null) {
            throw new IllegalStateException("unknown attempt " + id);
        }
        return attempt;
    }

    private static String idOf(byte[] message) {
        String head = new String(message, 0, Math.min(message.length, 600), StandardCharsets.ISO_8859_1);
        int at = head.indexOf(FIELD);
        int end = head.indexOf("\r\n", Math.max(at, 0));
        return at < 0 || end < 0 ? "" : head.substring(at + FIELD.length(), end);
    }
}
