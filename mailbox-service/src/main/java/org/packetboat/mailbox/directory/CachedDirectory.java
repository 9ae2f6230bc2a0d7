package org.packetboat.mailbox.directory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.packetboat.mailbox.store.DirectoryTable.Entry;
import org.packetboat.mailbox.store.DirectoryTable.Kind;
import org.packetboat.mailbox.store.DirectoryTable.Member;

/**
 * Remembers for a second what an address is, since a busy listener asks for the same ones over and over. Kept is only what exists and has no quota:
 * a new address counts at once, and room is always asked for. What goes away is forgotten at once in this process and within the second in others;
 * mail accepted meanwhile for an account that is gone bounces, as it would had the account gone a second later. Thread-safe.
 */
final class CachedDirectory implements Directory {
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(1);
    private static final int MAX_ENTRIES = 20_000;

    private final Directory directory;
    private final InstantSource clock;
    private final Map<FoldedAddress, Known> known = new ConcurrentHashMap<>();
    private final AtomicLong generation = new AtomicLong();

    CachedDirectory(Directory directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    private record Known(Entry entry, long expiryMillis) {}

    @Override
    public List<Entry> lookUp(List<FoldedAddress> addresses) throws InterruptedException {
        long now = clock.millis();
        List<Entry> entries = new ArrayList<>(addresses.size());
        for (FoldedAddress address : addresses) {
            Known one = known.get(address);
            if (one == null || now >= one.expiryMillis) {
                return ask(addresses, now);
            }
            entries.add(one.entry);
        }
        return entries;
    }

    /** What is known now, without asking. */
    Optional<Entry> recall(FoldedAddress address) {
        Known one = known.get(address);
        return one == null || clock.millis() >= one.expiryMillis ? Optional.empty() : Optional.of(one.entry);
    }

    private List<Entry> ask(List<FoldedAddress> addresses, long now) throws InterruptedException {
        long before = generation.get();
        List<Entry> entries = directory.lookUp(addresses);
        if (known.size() > MAX_ENTRIES) {
            known.clear();
        }
        for (Entry entry : entries) {
            if (entry.isLocal() && entry.kind() != Kind.NONE && entry.octetsLeft() == null) {
                Known one = new Known(entry, now + TIME_TO_LIVE.toMillis());
                FoldedAddress.of(entry.address()).ifPresent(address -> known.put(address, one));
            }
        }
        if (generation.get() != before) {
            // Something was changed while the answer was on its way.
            known.clear();
        }
        return entries;
    }

    /** To be called after a change. */
    void forget() {
        generation.incrementAndGet();
        known.clear();
    }

    @Override
    public List<Entry> withLocalPart(String localPart, int limit) throws InterruptedException {
        return directory.withLocalPart(localPart, limit);
    }

    @Override
    public List<Entry> withFullName(String foldedName, int limit) throws InterruptedException {
        return directory.withFullName(foldedName, limit);
    }

    @Override
    public List<Member> members(String list, String after, int limit) throws InterruptedException {
        return directory.members(list, after, limit);
    }

    @Override
    public boolean isMember(String list, String address) throws InterruptedException {
        return directory.isMember(list, address);
    }
}
