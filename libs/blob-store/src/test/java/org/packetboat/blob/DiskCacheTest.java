package org.packetboat.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskCacheTest {
    private static final long MIB = 1 << 20;
    private final AtomicLong now = new AtomicLong();

    @TempDir
    private Path directory;

    private DiskCache cache(long octets) {
        return new DiskCache(directory, octets, now::get);
    }

    private static byte[] body(int number, int length) {
        byte[] body = new byte[length];
        new Random(number).nextBytes(body);
        return body;
    }

    private static void keep(DiskCache cache, int number, int length) {
        cache.offer(TestBodies.key(1, number), body(number, length));
        await().until(cache::isIdle);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith("lock"))
                    .toList();
        }
    }

    private List<Path> folders() throws IOException {
        try (Stream<Path> folders = Files.list(directory)) {
            return folders.toList();
        }
    }

    private void removeAll() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void givesBackWhatItWasGiven() {
        try (DiskCache cache = cache(16 * MIB)) {
            for (int i = 0; i < 100; i++) {
                cache.offer(TestBodies.key(1, i), body(i, i * 50));
            }
            await().until(cache::isIdle);
            for (int i = 0; i < 100; i++) {
                assertThat(cache.mayHave(TestBodies.key(1, i))).isTrue();
                assertThat(cache.get(TestBodies.key(1, i))).isEqualTo(body(i, i * 50));
            }
            assertThat(cache.get(TestBodies.key(2, 5))).as("another account").isNull();
        }
    }

    @Test
    void staysWithinItsBoundAndForgetsTheOldestFirst() throws Exception {
        try (DiskCache cache = cache(MIB)) {
            for (int i = 0; i < 300; i++) {
                cache.offer(TestBodies.key(1, i), body(i, 10_000));
                assertThat(cache.octets()).isLessThanOrEqualTo(MIB);
            }
            await().until(cache::isIdle);
            long onDisk = 0;
            for (Path file : files()) {
                onDisk += Files.size(file);
            }
            assertThat(onDisk).isEqualTo(cache.octets()).isLessThanOrEqualTo(MIB);
            assertThat(cache.mayHave(TestBodies.key(1, 0))).isFalse();
            assertThat(cache.get(TestBodies.key(1, 299))).isEqualTo(body(299, 10_000));
        }
    }

    @Test
    void neverServesATornOrAlteredBody() throws Exception {
        try (DiskCache cache = cache(MIB)) {
            for (int i = 0; i < 3; i++) {
                keep(cache, i, 1_000);
            }
            try (RandomAccessFile file = new RandomAccessFile(files().getFirst().toFile(), "rw")) {
                file.seek(DiskRecord.HEAD_OCTETS + 500);
                file.write(file.read() + 1);
                file.setLength(3 * (1_000 + DiskRecord.HEAD_OCTETS) - 1);
            }
            assertThat(cache.get(TestBodies.key(1, 0))).as("altered").isNull();
            assertThat(cache.get(TestBodies.key(1, 1))).isEqualTo(body(1, 1_000));
            assertThat(cache.get(TestBodies.key(1, 2))).as("torn").isNull();
            assertThat(cache.mayHave(TestBodies.key(1, 2))).isFalse();
        }
    }

    @Test
    void removesWhatDeadProcessesHaveLeftAndNothingElse() throws Exception {
        Path dead = Files.createDirectory(directory.resolve("bodies-dead"));
        Files.write(directory.resolve("bodies-dead.lock"), new byte[0]);
        Files.write(dead.resolve("1"), new byte[100]);
        Path other = Files.createDirectory(directory.resolve("something-else"));
        try (DiskCache first = cache(MIB);
                DiskCache second = cache(MIB)) {
            keep(first, 1, 100);
            keep(second, 2, 100);
            assertThat(dead).doesNotExist();
            assertThat(other).exists();
            assertThat(first.get(TestBodies.key(1, 1))).isNotNull();
            assertThat(second.get(TestBodies.key(1, 2))).isNotNull();
        }
        assertThat(folders()).containsExactly(other);
    }

    @Test
    void goesOnWhenItsDirectoryHasVanished() throws Exception {
        try (DiskCache cache = cache(MIB)) {
            keep(cache, 1, 100);
            removeAll();
            assertThat(cache.get(TestBodies.key(1, 1))).isNull();
            keep(cache, 2, 100);
            keep(cache, 3, 100);
            assertThat(cache.get(TestBodies.key(1, 2))).isEqualTo(body(2, 100));
            assertThat(cache.get(TestBodies.key(1, 3))).isEqualTo(body(3, 100));
        }
    }

    @Test
    void doesWithoutADirectoryThatCannotBeMadeAndTriesAgainLater() throws Exception {
        Path blocked = directory.resolve("file");
        Files.write(blocked, new byte[1]);
        try (DiskCache cache = new DiskCache(blocked, MIB, now::get)) {
            keep(cache, 1, 100);
            assertThat(cache.get(TestBodies.key(1, 1))).isNull();
            Files.delete(blocked);
            keep(cache, 2, 100);
            assertThat(cache.get(TestBodies.key(1, 2))).as("too early").isNull();
            now.addAndGet(TimeUnit.SECONDS.toNanos(31));
            keep(cache, 3, 100);
            assertThat(cache.get(TestBodies.key(1, 3))).isEqualTo(body(3, 100));
        }
    }

    @Test
    void theIndexNeverTakesOneKeyForAnother() {
        DiskIndex index = new DiskIndex(64);
        for (int i = 1; i <= 1_000; i++) {
            index.put(TestBodies.key(1, i), i);
            assertThat(index.find(TestBodies.key(1, i))).isEqualTo(i);
        }
        int found = 0;
        for (int i = 1; i <= 1_000; i++) {
            long place = index.find(TestBodies.key(1, i));
            assertThat(place).isIn(0L, (long) i);
            found += place == 0 ? 0 : 1;
        }
        assertThat(found).isBetween(64, 128);
        index.remove(TestBodies.key(1, 1_000), 999);
        assertThat(index.find(TestBodies.key(1, 1_000))).isEqualTo(1_000);
        index.remove(TestBodies.key(1, 1_000), 1_000);
        assertThat(index.find(TestBodies.key(1, 1_000))).isZero();
    }
}
