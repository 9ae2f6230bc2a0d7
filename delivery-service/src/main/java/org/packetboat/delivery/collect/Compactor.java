package org.packetboat.delivery.collect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.packetboat.blob.BlobRanges;
import org.packetboat.blob.BlobStore;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.Pack;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.delivery.port.CompactionLedger;
import org.packetboat.delivery.port.CompactionLedger.Move;
import org.packetboat.delivery.port.CompactionLedger.Place;
import org.packetboat.delivery.port.CompactionLedger.Task;
import org.packetboat.delivery.port.Counts;
import org.packetboat.mail.failure.UnavailableException;

/**
 * Writes bodies again so that those of a mailbox lie together, and so that objects of which little is left can go (architecture 4.4). What to do is the
 * ledger's decision; it deletes what nobody refers to any more.
 *
 * <p>The new object is durable before the first body moves, and each body moves only if it still is where it was read. So a crash at any time leaves the
 * old place or the new one, both good: an object that nothing has moved into is one whose reserved name was never referred to, and the bodies that had not
 * moved are given to somebody again when the lease is over.
 *
 * <p>One task at a time, one request to the store at a time, and pauses in proportion to the octets moved: it takes little of what deliveries need. Memory is
 * bounded by a task's octets, twice.
 */
public final class Compactor {
    private static final Logger LOG = Logger.getLogger(Compactor.class);
    private static final long TASK_OCTETS = 8 << 20;
    private static final int TASK_BODIES = 8_192;
    private static final int MOVES = 1_000;

    private final CompactionLedger ledger;
    private final BlobStore store;
    private final Counts counts;
    private final Pace pace;

    /**
     * How fast.
     *
     * @param interval how often the ledger is asked when it had nothing
     * @param octetsPerSecond that are read and written again at most
     */
    public record Pace(Duration interval, long octetsPerSecond) {}

    public Compactor(CompactionLedger ledger, BlobStore store, Counts counts, Pace pace) {
        this.ledger = ledger;
        this.store = store;
        this.counts = counts;
        this.pace = pace;
    }

    /** Works until interrupted. */
    public void run() {
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(compact());
            }
        } catch (InterruptedException e) {
            LOG.debug("compactor ends");
        }
    }

    /** Does one task; returns for how many nanoseconds to rest. */
    private long compact() throws InterruptedException {
        try {
            long octets = compactOnce();
            if (octets >= 0) {
                return TimeUnit.SECONDS.toNanos(1) * octets / pace.octetsPerSecond();
            }
        } catch (UnavailableException | BlobStoreUnavailableException e) {
            LOG.warnf("compactor waits for a service reason=%s", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("compactor failed", e);
        }
        return pace.interval().toNanos();
    }

    /** One task; returns how many octets it has written, -1 when there was nothing to do or nothing that can be read. */
    long compactOnce() throws InterruptedException {
        Optional<Task> claimed = ledger.claim(TASK_OCTETS, TASK_BODIES);
        if (claimed.isEmpty()) {
            return -1;
        }
        Task task = claimed.get();
        Map<BlobRef, byte[]> octets = BlobRanges.read(
                store, task.bodies().stream().map(Place::blob).distinct().toList());
        Pack pack = new Pack(total(octets));
        Map<BlobRef, Long> offsets = pack(task, octets, pack);
        if (!task.target().isValidAt(System.nanoTime())) {
            // The ledger has deleted that name, or is about to: what is written there now would stay for ever.
            throw new UnavailableException("reading took longer than the new object's name is good for");
        }
        if (pack.bodies() > 0) {
            pack.writeTo(store, task.target().objectKey());
            int moved = move(task, offsets);
            counts.compacted(moved, pack.octets());
            LOG.debugf(
                    "bodies moved object=%s bodies=%d moved=%d octets=%d",
                    task.target().objectKey(), task.bodies().size(), moved, pack.octets());
        }
        ledger.complete(task);
        return pack.bodies() > 0 ? pack.octets() : -1;
    }

    private static int total(Map<BlobRef, byte[]> octets) {
        return octets.values().stream().mapToInt(body -> body.length).sum();
    }

    /** Puts the bodies into the pack in the order of the task; where each of them lies then. Those that have moved away meanwhile are not in it. */
    private static Map<BlobRef, Long> pack(Task task, Map<BlobRef, byte[]> octets, Pack pack) {
        Map<BlobRef, Long> offsets = new HashMap<>();
        for (Place place : task.bodies()) {
            byte[] body = octets.get(place.blob());
            if (body != null && !offsets.containsKey(place.blob())) {
                offsets.put(place.blob(), (long) pack.octets());
                pack.add(body);
            }
        }
        return offsets;
    }

    private int move(Task task, Map<BlobRef, Long> offsets) throws InterruptedException {
        Map<Long, List<Move>> byAccount = new LinkedHashMap<>();
        for (Place place : task.bodies()) {
            Long offset = offsets.get(place.blob());
            if (offset != null) {
                byAccount
                        .computeIfAbsent(place.accountId(), account -> new ArrayList<>())
                        .add(new Move(place.bodyId(), place.blob(), offset));
            }
        }
        int moved = 0;
        for (Map.Entry<Long, List<Move>> account : byAccount.entrySet()) {
            List<Move> moves = account.getValue();
            for (int from = 0; from < moves.size(); from += MOVES) {
                List<Move> some = moves.subList(from, Math.min(moves.size(), from + MOVES));
                moved += ledger.move(account.getKey(), task.target().objectKey(), some);
            }
        }
        return moved;
    }
}
