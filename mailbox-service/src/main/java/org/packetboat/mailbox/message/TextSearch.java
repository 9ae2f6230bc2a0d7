package org.packetboat.mailbox.message;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
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
public final class TextSearch {
    /** Larger mailboxes are searched by the database, so that one of them does not push out all others. */
    private static final int MOST_BLOCKS = 16;

    /** Characters that are looked at on the caller's thread; what takes longer than a millisecond has threads of its own. */
    private static final long SHORT_WORK = 2_000_000;

    private final HeaderTextTable table;
    private final SlicePool slices;
    private final Cache<Key, HeaderTexts> remembered;

    /** @param memory octets that may be remembered, about */
    public TextSearch(Database database, SlicePool slices, long memory) {
        this.table = new HeaderTextTable(database);
        this.slices = slices;
        this.remembered = Caffeine.newBuilder()
                .maximumWeight(memory)
                .weigher((Key key, HeaderTexts texts) -> texts.weight())
                .executor(Runnable::run)
                .recordStats()
                .build();
    }

    /** Registers {@code packetboat_search_cache_requests_total} by result, and {@code packetboat_search_cache_octets}. */
    public void register(MeterRegistry registry) {
        request(registry, "hit", cache -> cache.stats().hitCount());
        request(registry, "miss", cache -> cache.stats().missCount());
        Gauge.builder("packetboat.search.cache.octets", remembered, TextSearch::octets)
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

    /** Whether these messages are few enough. */
    static boolean suits(UidRanges uids) {
        return uids.isEmpty() || blocks(uids) <= MOST_BLOCKS;
    }

    private static int blocks(UidRanges uids) {
        return UidBlocks.blockOf(uids.last(uids.size() - 1)) - UidBlocks.blockOf(uids.first(0)) + 1;
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
            Map<HeaderField, HeaderTexts> texts = new EnumMap<>(HeaderField.class);
            for (HeaderField field : condition.fields()) {
                texts.put(field, texts(new Key(accountId, mailboxId, block, field), part, pulse));
            }
            Verdict verdict = judge(condition, texts, block);
            fitting.addAll(verdict.fitting().intersect(part));
            unknown.addAll(verdict.unknown().intersect(part));
            left = left.within(end + 1, Long.MAX_VALUE);
        }
        return new Verdict(fitting.build(), unknown.build());
    }

    private HeaderTexts texts(Key key, UidRanges part, Pulse pulse) throws InterruptedException {
        long highest = part.last(part.size() - 1);
        HeaderTexts known = remembered.getIfPresent(key);
        if (known != null && known.last() >= highest) {
            return known;
        }
        HeaderTexts texts = table.read(key, known, highest);
        pulse.beat();
        remembered.put(key, texts);
        return texts;
    }

    private Verdict judge(TextCondition condition, Map<HeaderField, HeaderTexts> texts, int block)
            throws InterruptedException {
        int length = texts.values().stream().mapToInt(HeaderTexts::length).max().orElse(0);
        if ((long) length * condition.size() <= SHORT_WORK) {
            return condition.judge(texts, block);
        }
        return slices.run(() -> condition.judge(texts, block));
    }
}
