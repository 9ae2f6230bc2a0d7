package org.packetboat.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.packetboat.blob.BlobMetrics.Operation;
import org.packetboat.blob.BlobMetrics.Outcome;

class MicrometerBlobMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MicrometerBlobMetrics metrics = new MicrometerBlobMetrics(registry);

    @Test
    void callsAndOctetsAreCountedByOperation() {
        metrics.called(Operation.UPLOAD_PART, Outcome.DONE, 5, 100);
        metrics.called(Operation.UPLOAD_PART, Outcome.UNAVAILABLE, 5, 0);
        assertThat(registry.get("packetboat.object.store.calls")
                        .tags("operation", "upload_part", "outcome", "done")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("packetboat.object.store.octets")
                        .tag("operation", "upload_part")
                        .counter()
                        .count())
                .isEqualTo(100);
    }

    @Test
    void whatWasNeverUsedIsNotShown() {
        metrics.called(Operation.PUT, Outcome.DONE, 5, 100);
        assertThat(registry.find("packetboat.body.cache.requests").counters()).isEmpty();
    }

    @Test
    void theCacheShowsItsHitsAndItsSize() {
        metrics.cacheAsked(2, 1);
        BodyCache cache = new BodyCache(1 << 20);
        metrics.cacheOctets(cache);
        assertThat(registry.get("packetboat.body.cache.requests")
                        .tag("result", "hit")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("packetboat.body.cache.octets").gauge().value()).isEqualTo(cache.octets());
    }
}
