package org.packetboat.delivery.fake;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.packetboat.blob.BlobStore;
import org.packetboat.blob.ReservedKeys;
import org.packetboat.blob.Spool;
import org.packetboat.delivery.port.RelayQueue;
import org.packetboat.delivery.queue.Handover;
import org.packetboat.delivery.queue.KeptBodies;
import org.packetboat.delivery.queue.QueueTimes;

/** Hand-overs to a queue, with the times that operators have by default. */
public final class TestQueue {
    public static final QueueTimes TIMES =
            new QueueTimes(Duration.ofHours(4), Duration.ofDays(5), Map.of(), Duration.ofDays(37), Duration.ofDays(25));

    private TestQueue() {}

    public static KeptBodies bodies(BlobStore store, FakeLedger ledger, Path spool, InstantSource clock) {
        return new KeptBodies(
                store,
                new ReservedKeys(ledger::reserveStaged),
                new Spool(spool, 1 << 30),
                ledger,
                TIMES.bodyWindow(),
                clock);
    }

    public static Handover handover(RelayQueue queue, KeptBodies bodies, InstantSource clock) {
        return new Handover(queue, bodies, TIMES, clock, () -> {});
    }
}
