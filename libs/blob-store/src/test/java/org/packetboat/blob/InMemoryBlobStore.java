package org.packetboat.blob;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A bucket in memory that can be told to be away or slow; passes the same contract test as the real one. */
public final class InMemoryBlobStore implements BlobStore {
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private volatile boolean away;
    private volatile Duration delay = Duration.ZERO;
    private volatile long largestRequest = Long.MAX_VALUE;

    /** From now on every call fails, or no longer. */
    public void setAway(boolean away) {
        this.away = away;
    }

    /** From now on every call takes at least this long. */
    public void setDelay(Duration delay) {
        this.delay = delay;
    }

    /** From now on an object or a part of more octets fails. */
    public void setLargestRequest(long octets) {
        largestRequest = octets;
    }

    /** Calls so far as {@code "put key"}, {@code "get key offset length"}, {@code "delete key"} ... */
    public List<String> calls() {
        return calls;
    }

    /** How many calls so far were of this kind. */
    public long calls(String verb) {
        return calls.stream().filter(call -> call.startsWith(verb + " ")).count();
    }

    /** Names of all objects. */
    public Set<String> names() {
        return Set.copyOf(objects.keySet());
    }

    /** How many calls were under way at the same time, at most. */
    public int mostAtOnce() {
        return mostAtOnce.get();
    }

    @Override
    public void put(String objectKey, byte[] octets, int length) throws InterruptedException {
        called("put " + objectKey);
        check(length);
        objects.put(objectKey, Arrays.copyOf(octets, length));
    }

    @Override
    public void put(String objectKey, FileSection octets) throws InterruptedException {
        called("put " + objectKey);
        objects.put(objectKey, content(octets));
    }

    @Override
    public void read(String objectKey, long offset, long length, RangeConsumer consumer) throws InterruptedException {
        called("get " + objectKey + " " + offset + " " + length);
        byte[] object = objects.get(objectKey);
        if (object == null) {
            throw new NoSuchObjectException(objectKey);
        }
        if (offset >= object.length) {
            throw new BlobStoreUnavailableException("range lies behind the end");
        }
        int end = (int) Math.min(object.length, offset + length);
        try {
            consumer.accept(new ByteArrayInputStream(Arrays.copyOfRange(object, (int) offset, end)));
        } catch (IOException e) {
            throw new BlobStoreUnavailableException("object ends early", e);
        }
    }

    @Override
    public void delete(Collection<String> objectKeys) throws InterruptedException {
        for (String key : objectKeys) {
            called("delete " + key);
            objects.remove(key);
        }
    }

    @Override
    public MultipartUpload startUpload(String objectKey) throws InterruptedException {
        called("start " + objectKey);
        return new Upload(objectKey);
    }

    @Override
    public void probe() throws InterruptedException {
        called("probe bucket");
    }

    @Override
    public void close() {}

    private void called(String call) throws InterruptedException {
        calls.add(call);
        mostAtOnce.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        try {
            if (!delay.isZero()) {
                LockSupport.parkNanos(delay.toNanos());
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        } finally {
            underWay.decrementAndGet();
        }
        if (away) {
            throw new BlobStoreUnavailableException("told to be away");
        }
    }

    private void check(long octets) {
        if (octets > largestRequest) {
            throw new BlobStoreUnavailableException("request is too large");
        }
    }

    private byte[] content(FileSection section) {
        check(section.length());
        try {
            byte[] octets = new byte[(int) section.length()];
            section.file().seek(section.position());
            section.file().readFully(octets);
            Sha256 sha256 = new Sha256();
            sha256.update(ByteBuffer.wrap(octets));
            if (!sha256.finish().equals(section.sha256())) {
                throw new BlobStoreUnavailableException("octets are not those that were signed");
            }
            return octets;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Upload implements MultipartUpload {
        private final String objectKey;
        private final NavigableMap<Integer, byte[]> parts = new TreeMap<>();

        Upload(String objectKey) {
            this.objectKey = objectKey;
        }

        @Override
        public void part(int number, FileSection octets) throws InterruptedException {
            called("part " + objectKey + " " + number);
            parts.put(number, content(octets));
        }

        @Override
        public void complete() throws InterruptedException {
            called("complete " + objectKey);
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            parts.forEach((number, part) -> {
                if (number < parts.lastKey() && part.length < MINIMUM_PART_OCTETS) {
                    throw new BlobStoreUnavailableException("part is too small");
                }
                whole.writeBytes(part);
            });
            objects.put(objectKey, whole.toByteArray());
        }

        @Override
        public void abort() throws InterruptedException {
            called("abort " + objectKey);
            parts.clear();
        }
    }
}
