package org.packetboat.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.contracts.body.BlobRef;

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

    /** The last ones wait for longer than their call may take. */
    @Test
    void partsGoToTheStoreInTurnsAndWaitingForOneIsNotItsTime() throws Exception {
        Spool spool = new Spool(directory, 4L << 30);
        store.setDelay(Duration.ofMillis(200));
        List<Future<?>> uploads = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16 * 15; i++) {
                ReservedKey key = new ReservedKey("staged/" + i, Long.MAX_VALUE);
                uploads.add(threads.submit(() -> {
                    try (StagedUpload upload = new StagedUpload(store, () -> key, spool)) {
                        upload.append(ByteBuffer.allocate(1));
                        return upload.complete(Duration.ofSeconds(2));
                    }
                }));
            }
            for (Future<?> upload : uploads) {
                upload.get();
            }
        }
        assertThat(store.names()).hasSize(uploads.size());
        assertThat(store.mostAtOnce()).isBetween(2, 16);
    }

    /** Beginning and ending the upload in the store wait for none of their own. */
    @Test
    void eachPartHasOneTurn() throws Exception {
        UploadTurns turns = new UploadTurns(Duration.ofMinutes(1));
        takeAll(turns);
        Spool spool = new Spool(directory, 1 << 30, Duration.ZERO, turns);
        try (StagedUpload upload = new StagedUpload(store, keys, spool);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            upload.append(ByteBuffer.allocate(PART + 1));
            Future<?> complete = threads.submit(() -> upload.complete(Duration.ofMinutes(1)));
            passOn(turns, threads);
            assertThat(store.calls()).containsExactly("start staged/1", "part staged/1 1");
            passOn(turns, threads);
            complete.get(1, TimeUnit.MINUTES);
            assertThat(upload.queuedFor()).isPositive();
        }
        assertThat(store.names()).containsExactly("staged/1");
    }

    /** The turn of the first part takes most of it: the second one is not waited for as if it were the first. */
    @Test
    void theTurnsAfterTheEndHaveOneTimeForAll() throws Exception {
        UploadTurns turns = new UploadTurns(Duration.ofSeconds(6));
        takeAll(turns);
        Spool spool = new Spool(directory, 1 << 30, Duration.ZERO, turns);
        try (StagedUpload upload = new StagedUpload(store, keys, spool);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            upload.append(ByteBuffer.allocate(PART + 1));
            long begun = System.nanoTime();
            Future<?> complete = threads.submit(() -> upload.complete(Duration.ofMinutes(1)));
            Future<?> next = queueBehindPart(turns, threads);
            Thread.sleep(Duration.ofSeconds(4).minusNanos(System.nanoTime() - begun));
            turns.end();
            next.get(1, TimeUnit.MINUTES);
            assertThatThrownBy(() -> complete.get(1, TimeUnit.MINUTES))
                    .hasCauseInstanceOf(BlobStoreUnavailableException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(9));
        }
        assertThat(store.names()).isEmpty();
        await().until(() -> spool.usedOctets() == 0);
    }

    @Test
    void whoeverHasATurnAtOnceWasNotQueued() throws Exception {
        Spool spool = new Spool(directory, 1 << 30);
        store.setDelay(Duration.ofSeconds(1));
        try (StagedUpload upload = new StagedUpload(store, keys, spool)) {
            upload.append(ByteBuffer.allocate(1));
            upload.complete();
            assertThat(upload.queuedFor()).isLessThan(Duration.ofSeconds(1));
        }
    }

    private static void takeAll(UploadTurns turns) throws InterruptedException {
        for (int i = 0; i < UploadTurns.AT_ONCE; i++) {
            turns.begin();
        }
    }

    /** Gives a turn to the part that waits, and takes it again behind that. */
    private static void passOn(UploadTurns turns, ExecutorService threads) throws Exception {
        Future<?> next = queueBehindPart(turns, threads);
        turns.end();
        next.get(1, TimeUnit.MINUTES);
    }

    private static Future<?> queueBehindPart(UploadTurns turns, ExecutorService threads) {
        await().until(() -> turns.waiting() == 1);
        Future<?> next = threads.submit(() -> {
            turns.begin();
            return turns;
        });
        await().until(() -> turns.waiting() == 2);
        return next;
    }

    @Test
    void appendsABodyOfTheStore() throws Exception {
        byte[] octets = BlobStoreContract.random(2 * PART);
        store.put("staged/0", octets, octets.length);
        store.setLargestRequest(PART);
        Spool spool = new Spool(directory, 2L * PART);
        try (StagedUpload upload = new StagedUpload(store, keys, spool)) {
            upload.append(BlobRef.newBuilder()
                    .setObjectKey("staged/0")
                    .setOffset(10)
                    .setLength(2L * PART - 20)
                    .build());
            upload.complete();
        }
        assertThat(store.get("staged/1", 0, 2 * PART - 20)).isEqualTo(Arrays.copyOfRange(octets, 10, 2 * PART - 10));
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

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT1M"})
    void theLeastSpoolHasRoomForAMessageOfAnySize(Duration patience) throws Exception {
        long least = Spool.leastOctets(patience);
        Spool spool = Spool.ofSetting("packetboat.x.spool-size", directory, least, patience);
        try (StagedUpload upload = new StagedUpload(store, keys, spool)) {
            for (int sent = 0; sent < 4 * PART; sent += 1 << 20) {
                upload.append(ByteBuffer.allocate(1 << 20));
            }
            upload.complete();
        }
        assertThat(store.names()).containsExactly("staged/1");
        assertThatThrownBy(() -> Spool.ofSetting("packetboat.x.spool-size", directory, least - 1, patience))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("packetboat.x.spool-size is " + (least - 1) + ", and " + least + " at least");
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

    /** Whatever was announced: nobody holds room that is not filled. */
    @Test
    void whoAnnouncesMuchAndSendsLittleTakesNoRoomFromOthers() throws Exception {
        Spool spool = new Spool(directory, 2L * PART, Duration.ofMinutes(1));
        List<StagedUpload> silent = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            StagedUpload upload = new StagedUpload(store, keys, spool, 100 << 20);
            upload.append(ByteBuffer.allocate(1 << 10));
            silent.add(upload);
        }
        assertThat(spool.usedOctets()).isEqualTo(10 << 10);
        try (StagedUpload upload =
                new StagedUpload(store, () -> new ReservedKey("staged/2", Long.MAX_VALUE), spool, 2 * PART)) {
            upload.append(ByteBuffer.allocate(2 * PART));
            upload.complete();
        }
        assertThat(store.names()).containsExactly("staged/2");
        silent.forEach(StagedUpload::close);
        await().until(() -> spool.usedOctets() == 0);
    }

    /** They find no room while they hold some, and do not wait for each other for ever. */
    @Test
    void thoseWhoSendMoreThanTheyAnnouncedAllArrive() throws Exception {
        Spool spool = new Spool(directory, 2L * PART, Duration.ofMinutes(1));
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String key = "staged/" + i;
            senders.add(Thread.ofVirtual()
                    .start(() -> uninterrupted(() -> {
                        try (StagedUpload upload =
                                new StagedUpload(store, () -> new ReservedKey(key, Long.MAX_VALUE), spool, 1 << 10)) {
                            for (int sent = 0; sent < 3 << 20; sent += 64 << 10) {
                                upload.append(ByteBuffer.allocate(64 << 10));
                                Thread.yield();
                            }
                            upload.complete();
                        }
                    })));
        }
        for (Thread sender : senders) {
            sender.join();
        }
        assertThat(store.names()).hasSize(16);
        await().until(() -> spool.usedOctets() == 0);
    }

    /** What a file has promised, or may have, is nobody else's: each of those that hold some could end now. */
    @Test
    void roomForAWholePartIsKeptForOneOfThoseThatHoldSome() throws Exception {
        Spool spool = new Spool(directory, 2L * PART, Duration.ofMillis(50));
        try (SpoolFile first = spool.open();
                SpoolFile second = spool.open();
                SpoolFile third = spool.open()) {
            first.append(ByteBuffer.allocate(PART - (1 << 20)));
            second.append(ByteBuffer.allocate(1 << 20));
            second.append(ByteBuffer.allocate(2 << 20));
            third.append(ByteBuffer.allocate(1 << 20));
            assertThatThrownBy(() -> third.append(ByteBuffer.allocate(1))).isInstanceOf(SpoolFullException.class);
            assertThatThrownBy(() -> first.append(ByteBuffer.allocate(1))).isInstanceOf(SpoolFullException.class);
            second.append(ByteBuffer.allocate(PART - (3 << 20)));
            assertThat(spool.usedOctets()).isEqualTo(2L * PART);
            second.close();
            first.append(ByteBuffer.allocate(1 << 20));
            third.append(ByteBuffer.allocate(PART - (1 << 20)));
        }
        assertThat(spool.usedOctets()).isZero();
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
