package org.packetboat.pop3.adapter;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.packetboat.blob.BlobStore;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.FileSection;
import org.packetboat.blob.MultipartUpload;
import org.packetboat.blob.NoSuchObjectException;

/** A bucket in memory. */
final class MemoryBlobs implements BlobStore {
    final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    final AtomicInteger reads = new AtomicInteger();
    volatile boolean away;

    @Override
    public void put(String objectKey, byte[] octets, int length) {
        objects.put(objectKey, Arrays.copyOf(octets, length));
    }

    @Override
    public void put(String objectKey, FileSection octets) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void read(String objectKey, long offset, long length, RangeConsumer consumer) throws InterruptedException {
        reads.incrementAndGet();
        if (away) {
            throw new BlobStoreUnavailableException("away");
        }
        byte[] object = objects.get(objectKey);
        if (object == null) {
            throw new NoSuchObjectException(objectKey);
        }
        try {
            consumer.accept(new ByteArrayInputStream(object, (int) offset, (int) length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void delete(Collection<String> objectKeys) {
        objects.keySet().removeAll(objectKeys);
    }

    @Override
    public MultipartUpload startUpload(String objectKey) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void probe() {
        // Always there.
    }

    @Override
    public void close() {
        // Nothing to close.
    }
}
