package org.packetboat.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.body.BlobRef;

class PackWriterTest {
    private final InMemoryBlobStore store = new InMemoryBlobStore();
    private final AtomicInteger number = new AtomicInteger();
    private final PackWriter writer =
            new PackWriter(store, () -> new ReservedKey("pack/" + number.incrementAndGet(), Long.MAX_VALUE));

    @Test
    void aLoneBodyIsAnObject() throws Exception {
        BlobRef blob = writer.write(new byte[] {1, 2, 3});
        assertThat(blob.getOffset()).isZero();
        assertThat(store.get(blob.getObjectKey(), 0, 3)).containsExactly(1, 2, 3);
    }

    @Test
    void bodiesThatArriveDuringAWriteShareTheNextObject() throws Exception {
        store.setDelay(Duration.ofMillis(30));
        List<BlobRef> blobs = writeConcurrently(50);
        assertThat(store.calls("put")).isLessThan(10);
        store.setDelay(Duration.ZERO);
        for (int i = 0; i < 50; i++) {
            BlobRef blob = blobs.get(i);
            assertThat(blob.getLength()).isEqualTo(100 + i);
            byte[] octets = store.get(blob.getObjectKey(), blob.getOffset(), 100 + i);
            assertThat(octets).containsOnly((byte) i);
        }
    }

    @Test
    void announcedBodiesAreAwaitedAndShareAnObject() throws Exception {
        PackWriter patient = patient(Duration.ofHours(1));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<PackWriter.Announced> announced =
                    Stream.generate(patient::announce).limit(8).toList();
            List<Future<BlobRef>> written = new ArrayList<>();
            for (PackWriter.Announced next : announced.subList(0, 7)) {
                written.add(threads.submit(() -> next.write(new byte[100])));
            }
            assertThat(store.calls("put")).isZero();
            announced.getLast().close();
            for (Future<BlobRef> one : written) {
                assertThat(one.get().getLength()).isEqualTo(100);
            }
        }
        assertThat(store.calls("put")).isEqualTo(1);
    }

    @Test
    void whatWasAnnouncedAndDoesNotComeHoldsNobodyUp() throws Exception {
        PackWriter quick = patient(Duration.ofMillis(1));
        try (PackWriter.Announced never = quick.announce();
                PackWriter.Announced next = quick.announce()) {
            assertThat(next.write(new byte[100]).getLength()).isEqualTo(100);
            assertThat(never).isNotNull();
        }
    }

    @Test
    void anAnnouncedBodyCanBeWrittenAgain() throws Exception {
        PackWriter patient = patient(Duration.ofHours(1));
        try (PackWriter.Announced one = patient.announce()) {
            BlobRef first = one.write(new byte[100]);
            assertThat(one.write(new byte[100]).getObjectKey()).isNotEqualTo(first.getObjectKey());
        }
        assertThat(patient.write(new byte[100]).getLength()).isEqualTo(100);
    }

    private PackWriter patient(Duration awaited) {
        return new PackWriter(
                store, () -> new ReservedKey("pack/" + number.incrementAndGet(), Long.MAX_VALUE), awaited);
    }

    @Test
    void aFailureReachesEveryWaiterAndTheNextWriteWorks() throws Exception {
        store.setAway(true);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<BlobRef>> results = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                results.add(threads.submit(() -> writer.write(new byte[10])));
            }
            for (Future<BlobRef> result : results) {
                assertThatThrownBy(result::get).hasCauseInstanceOf(BlobStoreUnavailableException.class);
            }
        }
        store.setAway(false);
        assertThat(writer.write(new byte[10]).getLength()).isEqualTo(10);
    }

    private List<BlobRef> writeConcurrently(int count) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<BlobRef>> results = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                byte[] body = new byte[100 + i];
                java.util.Arrays.fill(body, (byte) i);
                results.add(threads.submit(() -> writer.write(body)));
            }
            List<BlobRef> blobs = new ArrayList<>();
            for (Future<BlobRef> result : results) {
                blobs.add(result.get());
            }
            return blobs;
        }
    }
}
