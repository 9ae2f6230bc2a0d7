package org.packetboat.mailbox.message;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.ToDoubleFunction;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.HeaderField;
import org.packetboat.mailbox.store.HeaderTextTable;
import org.packetboat.mailbox.store.HeaderTextTable.Key;
import org.packetboat.mailbox.store.HeaderTexts;
import org.packetboat.mailbox.store.TextCondition;
import org.packetboat.mailbox.store.TextCondition.Verdict;
import org.packetboat.mailbox.store.UidBlocks;
import org.packetboat.mailbox.store.UidRanges;

/**
 * Searches for texts in header fields by what it remembers of them: people who search a mailbox do it several times, and the texts of a message never
 * change. What is used least is forgotten. Thread-safe.
 */
public final class HeaderTextSearch {
    /** Blocks with messages in a mailbox that is remembered. Larger ones are searched by the database, so that one of them does not push out all others. */
    private static final int MOST_BLOCKS = 16;

    /** So few messages the database looks at in no time. */
    private static final int FEW = 64;

    /** Characters that are looked at on the caller's thread; what takes longer than a millisecond has threads of its own. */
    private static final long SHORT_WORK = 500_000;

    /** Blocks that are read at one time, for all searches; each takes a few MiB at worst. */
    private static final int LOADS = 4;

    /** A database that has lost its tail (architecture 5.1) may give a UID again. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final HeaderTextTable table;
    private final SlicePool slices;
    private final Cache<Key, HeaderTexts> remembered;
    private final Semaphore loads = new Semaphore(LOADS, true);

    /** @param memory octets that may be remembered, about */
    public HeaderTextSearch(Database database, SlicePool slices, long memory) {
        this.table = new HeaderTextTable(database);
        this.slices = slices;
        this.remembered = Caffeine.newBuilder()
                .maximumWeight(memory)
                .expireAfterWrite(LONGEST)
                .weigher((Key key, HeaderTexts texts) -> texts.weight())
                .executor(Runnable::run)
                .recordStats()
                .build();
    }

    /** Registers {@code packetboat_search_cache_requests_total} by result, and {@code packetboat_search_cache_octets}. */
    public void register(MeterRegistry registry) {
        request(registry, "hit", cache -> cache.stats().hitCount());
        request(registry, "miss", cache -> cache.stats().missCount());
        Gauge.builder("packetboat.search.cache.octets", remembered, HeaderTextSearch::octets)
                .register(registry);
    }

    private void request(MeterRegistry registry, String result, ToDoubleFunction<Cache<Key, HeaderTexts>> count) {
        FunctionCounter.builder("packetboat.search.cache.requests", remembered, count)
                .tag("result", result)
                .register(registry);
    }

    private static double octets(Cache<Key, HeaderTexts> cache) {
        return cache.policy().eviction().stream()
                .mapToLong(eviction -> eviction.weightedSize().orElse(0))
                .sum();
    }

    /** Whether these messages are neither too many nor too few. */
    static boolean suits(UidRanges uids) {
        if (uids.count() <= FEW) {
            return false;
        }
        int blocks = 0;
        int next = 0;
        for (int i = 0; i < uids.size() && blocks <= MOST_BLOCKS; i++) {
            int first = Math.max(next, UidBlocks.blockOf(uids.first(i)));
            next = UidBlocks.blockOf(uids.last(i)) + 1;
            blocks += Math.max(0, next - first);
        }
        return blocks <= MOST_BLOCKS;
    }

    /**
     * Judges messages by a condition.
     *
     * @param uids of messages that were there before this call
     */
    Verdict search(long accountId, long mailboxId, TextCondition condition, UidRanges uids, Pulse pulse)
            throws InterruptedException {
        UidRanges.Builder fitting = new UidRanges.Builder();
        UidRanges.Builder unknown = new UidRanges.Builder();
        UidRanges left = uids;
        while (!left.isEmpty()) {
            int block = UidBlocks.blockOf(left.first(0));
            long end = UidBlocks.firstOf(block + 1) - 1;
            UidRanges part = left.within(1, end);
            List<Key> keys = condition.fields().stream()
                    .map(field -> new Key(accountId, mailboxId, block, field))
                    .toList();
            Verdict verdict = judge(condition, keys, part, pulse);
            fitting.addAll(verdict.fitting().intersect(part));
            unknown.addAll(verdict.unknown().intersect(part));
            left = left.within(end + 1, Long.MAX_VALUE);
        }
        return new Verdict(fitting.build(), unknown.build());
    }

    /** What is not remembered takes memory of its own until it is judged, so only a few do so at a time. */
    private Verdict judge(TextCondition condition, List<Key> keys, UidRanges part, Pulse pulse)
            throws InterruptedException {
        Map<HeaderField, HeaderTexts> texts = new EnumMap<>(HeaderField.class);
        long highest = part.last(part.size() - 1);
        for (Key key : keys) {
            HeaderTexts known = remembered.getIfPresent(key);
            if (known != null && known.last() >= highest) {
                texts.put(key.field(), known);
            }
        }
        if (texts.size() == keys.size()) {
            return judge(condition, texts, keys.getFirst().block(), pulse);
        }
        loads.acquire();
        try {
            for (Key key : keys) {
                texts.put(key.field(), load(key, highest));
                pulse.beat();
            }
            return judge(condition, texts, keys.getFirst().block(), pulse);
        } finally {
            loads.release();
        }
    }

    private HeaderTexts load(Key key, long highest) throws InterruptedException {
        HeaderTexts known = remembered.getIfPresent(key);
        if (known != null && known.last() >= highest) {
            return known;
        }
        HeaderTexts texts = table.read(key, known, highest);
        return remembered.asMap().merge(key, texts, (before, after) -> before.last() > after.last() ? before : after);
    }

    private Verdict judge(TextCondition condition, Map<HeaderField, HeaderTexts> texts, int block, Pulse pulse)
            throws InterruptedException {
        long[] looked = {0};
        return condition.judge(texts, block, (field, text) -> {
            HeaderTexts among = requireNonNull(texts.get(field));
            looked[0] += among.length();
            if (looked[0] <= SHORT_WORK) {
                return among.containing(text);
            }
            BitSet containing = slices.run(() -> among.containing(text));
            pulse.beat();
            return containing;
        });
    }
}
