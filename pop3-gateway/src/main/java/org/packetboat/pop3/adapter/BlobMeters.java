package org.packetboat.pop3.adapter;

import java.util.Locale;
import org.packetboat.blob.BlobMetrics;
import org.packetboat.net.metrics.ObjectStoreMetrics;

/** What blob-store tells, as meters. */
record BlobMeters(ObjectStoreMetrics meters) implements BlobMetrics {
    @Override
    public void called(Operation operation, Outcome outcome, long nanos, long octets) {
        meters.called(
                operation.name().toLowerCase(Locale.ROOT), outcome.name().toLowerCase(Locale.ROOT), nanos, octets);
    }

    @Override
    public void cacheAsked(long hits, long misses) {
        meters.cacheAsked(hits, misses);
    }
}
