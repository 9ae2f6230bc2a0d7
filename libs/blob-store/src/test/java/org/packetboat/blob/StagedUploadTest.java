package org.packetboat.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedUploadTest {
    private static final int PART = MultipartUpload.MINIMUM_PART_OCTETS;

    @TempDir
    Path directory;

    private final InMemoryBlobStore store = new InMemoryBlobStore();
    private final ObjectKeySource keys = () -> new ReservedKey("staged/1", Long.MAX_VALUE);

    @Test
    void uploadsPartsWhileTheRestStillArrives() throws Exception {
        Spool spool = new Spool(directory, 1 << 30);
        try (StagedUpload upload = new StagedUpload(store, keys, spool)) {
            upload.append(ByteBuffer.allocate(2 * PART + 1));
            await().until(() -> store.calls("part") == 2);
            upload.complete();
        }
        assertThat(store.calls("part")).isEqualTo(3);
        await().until(() -> spool.usedOctets() == 0);
    }

    @Test
    void whatTheStoreHasIsInTheSpoolNoMore() throws Exception {
        Spool spool = new Spool(directory, 2L * PART);
        try (StagedUpload upload = new StagedUpload(store, keys, spool)) {
            for (int i = 0; i < 8; i++) {
                upload.append(ByteBuffer.allocate(PART));
            }
            upload.complete();
        }
        assertThat(store.get("staged/1", 8L * PART - 1, 1)).hasSize(1);
        await().until(() -> spool.usedOctets() == 0);
    }

    @Test
    void aStoreThatIsSlowSlowsDownWhoeverAppends() throws Exception {
        Spool spool = new Spool(directory, 1L << 30);
        store.setDelay(Duration.ofMillis(50));
        try (StagedUpload upload = new StagedUpload(store, keys, spool)) {
            for (int i = 0; i < 4; i++) {
                upload.append(ByteBuffer.allocate(PART));
                assertThat(spool.usedOctets()).isLessThanOrEqualTo(2L * PART);
            }
            upload.complete();
        }
    }

    @Test
    void whoFindsNoRoomWaitsForIt() throws Exception {
        Spool spool = new Spool(directory, PART, Duration.ofMinutes(1));
        try (StagedUpload first = new StagedUpload(store, keys, spool);
                StagedUpload second =
                        new StagedUpload(store, () -> new ReservedKey("staged/2", Long.MAX_VALUE), spool)) {
            first.append(ByteBuffer.allocate(1));
            Thread waiting = Thread.ofVirtual()
                    .start(() -> uninterrupted(() -> {
                        second.append(ByteBuffer.allocate(1));
                        second.complete();
                    }));
            await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
            assertThat(second.size()).isZero();
            first.complete();
            waiting.join();
        }
        assertThat(store.names()).containsExactlyInAnyOrder("staged/1", "staged/2");
    }

    @Test
    void manyWhoTogetherNeedMoreThanThereIsAllArrive() throws Exception {
        int octets = 300 << 10;
        Spool spool = new Spool(directory, 1 << 20, Duration.ofMinutes(1));
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String key = "staged/" + i;
            senders.add(Thread.ofVirtual()
                    .start(() -> uninterrupted(() -> {
                        try (StagedUpload upload =
                                new StagedUpload(store, () -> new ReservedKey(key, Long.MAX_VALUE), spool, octets)) {
                            for (int sent = 0; sent < octets; sent += 30 << 10) {
                                upload.append(ByteBuffer.allocate(30 << 10));
                            }
                            upload.complete();
                        }
                    })));
        }
        for (Thread sender : senders) {
            sender.join();
        }
        assertThat(store.names()).hasSize(50);
        await().until(() -> spool.usedOctets() == 0);
    }

    @Test
    void theEndHasADeadline() throws Exception {
        Spool spool = new Spool(directory, 1 << 20);
        store.setDelay(Duration.ofMinutes(10));
        try (StagedUpload upload = new StagedUpload(store, keys, spool, 100)) {
            upload.append(ByteBuffer.allocate(100));
            assertThatThrownBy(() -> upload.complete(Duration.ofMillis(50)))
                    .isInstanceOf(BlobStoreUnavailableException.class);
            assertThat(upload.objectKey()).contains("staged/1");
        }
        await().until(() -> spool.usedOctets() == 0);
    }

    private interface Blocking {
        void run() throws InterruptedException;
    }

    private static void uninterrupted(Blocking work) {
        try {
            work.run();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theSpoolIsBoundedOverAllFilesAndLeavesNoNames() throws Exception {
        Spool spool = new Spool(directory, 10 << 10);
        try (SpoolFile first = spool.open();
                SpoolFile second = spool.open()) {
            first.append(ByteBuffer.allocate(6 << 10));
            second.append(ByteBuffer.allocate(4 << 10));
            assertThatThrownBy(() -> second.append(ByteBuffer.allocate(1))).isInstanceOf(SpoolFullException.class);
            assertThat(second.size()).isEqualTo(4 << 10);
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files).isEmpty();
            }
            first.close();
            second.append(ByteBuffer.allocate(6 << 10));
            ByteBuffer read = ByteBuffer.allocate(20 << 10);
            assertThat(second.read(0, read)).isEqualTo(10 << 10);
        }
        assertThat(spool.usedOctets()).isZero();
    }

    @Test
    void whoeverIsInterruptedDoesNotTakeTheSpoolForFull() throws Exception {
        Spool spool = new Spool(directory, 10 << 10);
        try (SpoolFile file = spool.open()) {
            file.append(ByteBuffer.allocate(6 << 10));
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> file.append(ByteBuffer.allocate(4 << 10)))
                    .isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
        }
        assertThat(spool.usedOctets()).isZero();
    }

    @Test
    void aStoreThatIsAwayFailsTheUploadAndFreesTheSpool() throws Exception {
        Spool spool = new Spool(directory, 1 << 30);
        store.setAway(true);
        try (StagedUpload upload = new StagedUpload(store, keys, spool)) {
            // The part's failure may be known before append has returned.
            assertThatThrownBy(() -> {
                        upload.append(ByteBuffer.allocate(PART + 1));
                        upload.complete();
                    })
                    .isInstanceOf(BlobStoreUnavailableException.class);
        }
        try (StagedUpload small = new StagedUpload(store, keys, spool)) {
            small.append(ByteBuffer.allocate(100));
            assertThatThrownBy(small::complete).isInstanceOf(BlobStoreUnavailableException.class);
        }
        await().until(() -> spool.usedOctets() == 0);
        assertThat(store.names()).isEmpty();
    }

    @Test
    void anUploadThatIsGivenUpIsAborted() throws Exception {
        Spool spool = new Spool(directory, 1 << 30);
        try (StagedUpload upload = new StagedUpload(store, keys, spool)) {
            upload.append(ByteBuffer.allocate(PART + 1));
            await().until(() -> store.calls("part") == 1);
        }
        await().until(() -> store.calls("abort") == 1 && spool.usedOctets() == 0);
        assertThat(store.names()).isEmpty();
    }
}
