package org.packetboat.smtp.fake;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.packetboat.blob.BlobStore;
import org.packetboat.blob.FileSection;
import org.packetboat.blob.MultipartUpload;
import org.packetboat.blob.NoSuchObjectException;

/** A store that remembers how large its objects are. */
public final class DiscardingStore implements BlobStore {
    private final Map<String, Long> objects = new ConcurrentHashMap<>();

    /** The sizes of all objects, by name. */
    public Map<String, Long> objects() {
        return objects;
    }

    @Override
    public void put(String objectKey, byte[] octets, int length) {
        objects.put(objectKey, (long) length);
    }

    @Override
    public void put(String objectKey, FileSection octets) {
        objects.put(objectKey, octets.length());
    }

    @Override
    public void read(String objectKey, long offset, long length, RangeConsumer consumer) {
        throw new NoSuchObjectException(objectKey);
    }

    @Override
    public void delete(Collection<String> objectKeys) {
        objectKeys.forEach(objects::remove);
    }

    @Override
    public MultipartUpload startUpload(String objectKey) {
        AtomicLong size = new AtomicLong();
        return new MultipartUpload() {
            @Override
            public void part(int number, FileSection octets) {
                size.addAndGet(octets.length());
            }

            @Override
            public void complete() {
                objects.put(objectKey, size.get());
            }

            @Override
            public void abort() {
                size.set(0);
            }
        };
    }

    @Override
    public void probe() {
        // always there
    }

    @Override
    public void close() {
        // holds nothing
    }
}
