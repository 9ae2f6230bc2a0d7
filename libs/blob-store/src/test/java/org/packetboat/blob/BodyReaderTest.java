package org.packetboat.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.blob.TestBodies.Stored;

class BodyReaderTest {
    private final InMemoryBlobStore store = new InMemoryBlobStore();
    private final BodyCache cache = new BodyCache(8 << 20);
    private final BodyReader reader = new BodyReader(
            store,
            cache,
            new BodyReaderOptions(100_000, 4_096, 64_000, 64_000, 100, 10_000, 1 << 20),
            BlobMetrics.NONE);

    @Test
    void readsNeighboursWithOneRequestAndThenFromMemory() throws Exception {
        List<Stored> bodies = TestBodies.pack(store, "p", 1, 0, 4_000, 4_000, 0, 4_000);
        assertAll(bodies);
        assertThat(store.calls("get")).isEqualTo(1);
        assertAll(bodies);
        assertThat(store.calls("get")).isEqualTo(1);
    }

    @Test
    void whatWasReadAheadIsNotAskedForAgain() throws Exception {
        List<Stored> bodies = TestBodies.pack(store, "p", 1, 0, 4_000, 4_000, 0, 4_000, 120_000, 4_000);
        reader.prefetch(bodies.stream().map(Stored::request).toList());
        reader.prefetch(bodies.stream().map(Stored::request).toList());
        for (Stored body : List.of(bodies.get(0), bodies.get(1), bodies.get(3), bodies.get(5))) {
            assertAll(List.of(body));
        }
        assertThat(store.calls("get")).as("the large one lies between").isEqualTo(2);
        org.awaitility.Awaitility.await().until(() -> reader.budget().taken() == 0);
    }

    @Test
    void mergesSmallGapsOnly() throws Exception {
        List<Stored> bodies = TestBodies.pack(store, "p", 1, 0, 100, 4_000, 100, 5_000, 100);
        assertAll(List.of(bodies.get(0), bodies.get(2), bodies.get(4)));
        assertThat(store.calls("get")).isEqualTo(2);
        assertThat(store.calls()).contains("get p 0 4200", "get p 9200 100");
    }

    @Test
    void keepsTheOrderAskedForAcrossObjects() throws Exception {
        List<Stored> first = TestBodies.pack(store, "a", 1, 0, 10, 20, 30);
        List<Stored> second = TestBodies.pack(store, "b", 1, 10, 40, 50);
        assertAll(List.of(second.get(1), first.get(2), first.get(0), second.get(0), first.get(1)));
        assertThat(store.calls("get")).isEqualTo(2);
    }

    @Test
    void readsNoFurtherAheadThanTheWindow() throws Exception {
        int[] sizes = new int[100];
        Arrays.fill(sizes, 4_000);
        List<Stored> bodies = TestBodies.pack(store, "p", 1, 0, sizes);
        AtomicInteger asked = new AtomicInteger();
        Iterable<BodyRequest> requests = () -> bodies.stream()
                .map(Stored::request)
                .peek(b -> asked.incrementAndGet())
                .iterator();
        try (BodySequence sequence = reader.open(requests, BlobResolver.NONE)) {
            sequence.next();
            assertThat(asked.get()).isLessThanOrEqualTo(18);
            for (int i = 1; i < 100; i++) {
                assertThat(TestBodies.octets(sequence.next()))
                        .isEqualTo(bodies.get(i).octets());
            }
            assertThat(sequence.hasNext()).isFalse();
        }
        assertThat(store.calls("get")).isLessThanOrEqualTo(16);
        assertThat(reader.budget().taken()).isZero();
    }

    @Test
    void concurrentReadersShareOneRequest() throws Exception {
        Stored body = TestBodies.pack(store, "p", 1, 0, 4_000).getFirst();
        store.setDelay(Duration.ofMillis(50));
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<byte[]>> results = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                results.add(threads.submit(() -> {
                    go.await();
                    return TestBodies.octets(reader.body(body.request(), BlobResolver.NONE));
                }));
            }
            go.countDown();
            for (Future<byte[]> result : results) {
                assertThat(result.get()).isEqualTo(body.octets());
            }
        }
        assertThat(store.calls("get")).isEqualTo(1);
    }

    @Test
    void neverAnswersForAnotherAccount() throws Exception {
        Stored mine = TestBodies.pack(store, "p", 1, 7, 100).getFirst();
        Stored other = TestBodies.pack(store, "q", 2, 7, 50).getFirst();
        assertThat(TestBodies.octets(reader.body(mine.request(), BlobResolver.NONE)))
                .isEqualTo(mine.octets());
        assertThat(TestBodies.octets(reader.body(other.request(), BlobResolver.NONE)))
                .isEqualTo(other.octets());
    }

    @Test
    void asksOnceWhereAMovedBodyIsNow() throws Exception {
        Stored old = TestBodies.pack(store, "old", 1, 0, 4_000).getFirst();
        Stored large = TestBodies.pack(store, "old-large", 1, 1, 150_000).getFirst();
        Stored moved = TestBodies.pack(store, "new", 1, 0, 4_000).getFirst();
        Stored movedLarge = TestBodies.pack(store, "new-large", 1, 1, 150_000).getFirst();
        store.delete(List.of("old", "old-large"));
        List<BodyKey> asked = new ArrayList<>();
        BlobResolver resolver = key -> {
            asked.add(key);
            Stored now = key.equals(old.request().key()) ? moved : movedLarge;
            return Optional.of(now.request().blob());
        };
        try (BodySequence sequence = reader.open(List.of(old.request(), large.request()), resolver)) {
            assertThat(TestBodies.octets(sequence.next())).isEqualTo(old.octets());
            assertThat(TestBodies.octets(sequence.next())).isEqualTo(large.octets());
        }
        assertThat(asked).containsExactly(old.request().key(), large.request().key());
    }

    @Test
    void bodiesThatMovedTogetherAreReadTogetherWhereTheyAre() throws Exception {
        List<Stored> scattered = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            scattered.addAll(TestBodies.pack(store, "old-" + i, 1, i, 1_000));
        }
        int[] sizes = new int[60];
        Arrays.fill(sizes, 1_000);
        List<Stored> together = TestBodies.pack(store, "new", 1, 0, sizes);
        for (int i = 0; i < 60; i++) {
            store.delete(List.of("old-" + i));
        }
        store.calls().clear();
        BlobResolver resolver = key -> together.stream()
                .map(Stored::request)
                .filter(request -> request.key().equals(key))
                .map(BodyRequest::blob)
                .findFirst();
        StoreCalls calls = new StoreCalls();
        calls.during(() -> {
            try (BodySequence sequence =
                    reader.open(scattered.stream().map(Stored::request).toList(), resolver)) {
                for (Stored body : scattered) {
                    assertThat(TestBodies.octets(sequence.next())).isEqualTo(body.octets());
                }
            }
            return null;
        });
        assertThat(store.calls().stream().filter(call -> call.startsWith("get new")))
                .hasSizeLessThanOrEqualTo(4);
        assertThat(calls.count()).isEqualTo((int) store.calls("get"));
        assertThat(reader.budget().taken()).isZero();
    }

    /** The other one set out for an object that was compacted away; this one knows where the body is, and must not be told that it is gone. */
    @Test
    void whoeverJoinsSomebodyWithAnOldPlaceReadsForHimself() throws Exception {
        Stored now = TestBodies.pack(store, "new", 1, 0, 4_000).getFirst();
        BodyRequest old = new BodyRequest(
                now.request().key(),
                now.request().blob().toBuilder().setObjectKey("compacted-away").build());
        store.setDelay(Duration.ofMillis(200));
        reader.prefetch(List.of(old));
        try (BodySequence sequence = reader.open(
                List.of(now.request()), key -> Optional.of(now.request().blob()))) {
            assertThat(TestBodies.octets(sequence.next())).isEqualTo(now.octets());
        }
        assertThat(store.calls("get")).isEqualTo(2);
    }

    @Test
    void aBodyThatIsGoneDoesNotStopTheSequence() throws Exception {
        Stored gone = TestBodies.pack(store, "gone", 1, 0, 100).getFirst();
        Stored there = TestBodies.pack(store, "there", 1, 1, 100).getFirst();
        store.delete(List.of("gone"));
        try (BodySequence sequence = reader.open(List.of(gone.request(), there.request()), BlobResolver.NONE)) {
            assertThatThrownBy(sequence::next).isInstanceOf(NoSuchObjectException.class);
            assertThat(TestBodies.octets(sequence.next())).isEqualTo(there.octets());
        }
    }

    @Test
    void aStoreThatIsAwayIsReportedAndNotRemembered() throws Exception {
        Stored body = TestBodies.pack(store, "p", 1, 0, 100).getFirst();
        store.setAway(true);
        assertThatThrownBy(() -> reader.body(body.request(), BlobResolver.NONE))
                .isInstanceOf(BlobStoreUnavailableException.class);
        store.setAway(false);
        assertThat(TestBodies.octets(reader.body(body.request(), BlobResolver.NONE)))
                .isEqualTo(body.octets());
    }

    @Test
    void streamsALargeBodyInChunksWithoutCachingIt() throws Exception {
        Stored body = TestBodies.pack(store, "p", 1, 0, 105_000).getFirst();
        Body large = reader.body(body.request(), BlobResolver.NONE);
        assertThat(TestBodies.octets(large)).isEqualTo(body.octets());
        assertThat(store.calls("get")).isEqualTo(11);
        assertThat(cache.octets()).isZero();
        ByteBuffer part = large.read(50_000, 10);
        assertThat(part).isEqualTo(ByteBuffer.wrap(body.octets(), 50_000, 10));
        assertThat(reader.budget().taken()).isZero();
    }

    @Test
    void aSlowReceiverOfALargeBodyHoldsAtMostTwoChunks() throws Exception {
        Stored body = TestBodies.pack(store, "p", 1, 0, 105_000).getFirst();
        Body large = reader.body(body.request(), BlobResolver.NONE);
        assertThatThrownBy(() -> large.transfer(chunk -> {
                    throw new InterruptedException("receiver is gone");
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(store.calls("get")).isLessThanOrEqualTo(2);
        org.awaitility.Awaitility.await().until(() -> reader.budget().taken() == 0);
    }

    @Test
    void rangesOfACachedBodyAreSlicesOfIt() throws Exception {
        Stored body = TestBodies.pack(store, "p", 1, 0, 1_000).getFirst();
        Body whole = reader.body(body.request(), BlobResolver.NONE);
        assertThat(whole.read(10, 20)).isEqualTo(ByteBuffer.wrap(body.octets(), 10, 20));
        assertThat(whole.read(10, 20).array()).isSameAs(whole.read(500, 1).array());
        assertThatThrownBy(() -> whole.read(990, 20)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void requestsAreCountedForWhoeverMakesThem() throws Exception {
        List<Stored> bodies = TestBodies.pack(store, "p", 1, 0, 4_000, 4_000, 4_000);
        Stored large = TestBodies.pack(store, "q", 1, 10, 105_000).getFirst();
        StoreCalls first = new StoreCalls();
        StoreCalls second = new StoreCalls();
        first.during(() -> {
            assertAll(bodies);
            TestBodies.octets(reader.body(large.request(), BlobResolver.NONE));
            return null;
        });
        second.during(() -> {
            assertAll(bodies);
            return null;
        });
        assertThat(first.count()).isEqualTo(1 + 11);
        assertThat(second.count()).isZero();
    }

    @Test
    void whatMemoryHasNoRoomForComesFromTheDisk(@TempDir Path directory) throws Exception {
        try (DiskCache disk = new DiskCache(directory, 64 << 20)) {
            BodyReader tiered = new BodyReader(
                    store, new BodyCache(20_000, Optional.of(disk)), BodyReaderOptions.DEFAULT, BlobMetrics.NONE);
            int[] sizes = new int[50];
            Arrays.fill(sizes, 4_000);
            List<Stored> bodies = TestBodies.pack(store, "p", 1, 0, sizes);
            readAll(tiered, bodies);
            org.awaitility.Awaitility.await().until(disk::isIdle);
            store.setAway(true);
            readAll(tiered, bodies.subList(0, 40));
            store.setAway(false);
            try (Stream<Path> files = Files.walk(directory)) {
                files.filter(Files::isRegularFile).forEach(BodyReaderTest::scribble);
            }
            readAll(tiered, bodies);
            assertThat(store.calls("get")).isGreaterThan(1);
        }
    }

    private static void scribble(Path file) {
        try {
            byte[] octets = Files.readAllBytes(file);
            for (int at = 0; at < octets.length; at += 100) {
                octets[at] ^= 1;
            }
            Files.write(file, octets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void readAll(BodyReader reader, List<Stored> bodies) throws InterruptedException {
        try (BodySequence sequence =
                reader.open(bodies.stream().map(Stored::request).toList(), BlobResolver.NONE)) {
            for (Stored body : bodies) {
                assertThat(TestBodies.octets(sequence.next())).isEqualTo(body.octets());
            }
        }
    }

    @Test
    void theCacheStaysWithinItsBound() throws Exception {
        BodyCache small = new BodyCache(10_000);
        for (int i = 0; i < 100; i++) {
            small.put(TestBodies.key(1, i), new byte[1_000]);
            assertThat(small.octets()).isLessThanOrEqualTo(10_000);
        }
        small.put(TestBodies.key(1, 1), new byte[20_000]);
        assertThat(small.get(TestBodies.key(1, 99))).isNotNull();
        assertThat(small.get(TestBodies.key(1, 0))).isNull();
    }

    private void assertAll(List<Stored> bodies) throws InterruptedException {
        try (BodySequence sequence =
                reader.open(bodies.stream().map(Stored::request).toList(), BlobResolver.NONE)) {
            for (Stored body : bodies) {
                Body read = sequence.next();
                assertThat(read.size()).isEqualTo(body.octets().length);
                assertThat(TestBodies.octets(read)).isEqualTo(body.octets());
            }
            assertThat(sequence.hasNext()).isFalse();
        }
    }
}
