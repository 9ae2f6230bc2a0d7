package org.packetboat.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.blob.BlobMetrics.CacheAnswer;
import org.packetboat.blob.BlobMetrics.Operation;
import org.packetboat.blob.BlobMetrics.Outcome;

class MicrometerBlobMetricsTest {
    @TempDir
    Path directory;

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
        metrics.cacheAsked(CacheAnswer.MEMORY, 2);
        metrics.cacheAsked(CacheAnswer.MISS, 1);
        BodyCache cache = new BodyCache(1 << 20);
        metrics.cacheOctets(cache);
        assertThat(registry.get("packetboat.body.cache.requests")
                        .tag("result", "memory")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("packetboat.body.cache.octets")
                        .tag("tier", "memory")
                        .gauge()
                        .value())
                .isEqualTo(cache.octets());
    }

    @Test
    void theSpoolShowsItsOctetsAndThePartsThatWait() throws InterruptedException {
        UploadTurns turns = new UploadTurns(Duration.ofMinutes(1));
        for (int i = 0; i < UploadTurns.AT_ONCE; i++) {
            turns.begin();
        }
        Spool spool = new Spool(directory, 1 << 20, Duration.ZERO, turns);
        metrics.spool(spool);
        ReservedKey key = new ReservedKey("staged/1", Long.MAX_VALUE);
        try (StagedUpload upload = new StagedUpload(new InMemoryBlobStore(), () -> key, spool, 1)) {
            upload.append(ByteBuffer.allocate(1));
            assertThat(gauge("packetboat.spool.octets")).isEqualTo(1 << 10);
            assertThat(gauge("packetboat.upload.parts.waiting")).isZero();
            Thread end = Thread.ofVirtual().start(() -> complete(upload));
            await().until(() -> gauge("packetboat.upload.parts.waiting") == 1);
            turns.end();
            end.join();
            assertThat(gauge("packetboat.upload.parts.waiting")).isZero();
        }
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private static void complete(StagedUpload upload) {
        try {
            upload.complete();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void requestsOfCommandsAreSummedByCommand() {
        metrics.commandEnded("FETCH", 3);
        metrics.commandEnded("FETCH", 0);
        assertThat(registry.get("packetboat.command.store.calls")
                        .tag("command", "FETCH")
                        .summary()
                        .mean())
                .isEqualTo(1.5);
    }
}
