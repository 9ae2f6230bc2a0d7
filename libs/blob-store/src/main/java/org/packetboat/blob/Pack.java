package org.packetboat.blob;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.packetboat.contracts.body.BlobRef;

/** Bodies that are written as one object. Not thread-safe. */
public final class Pack {
    private byte[] octets;
    private int length;
    private final List<Integer> ends = new ArrayList<>();

    /** @param expectedOctets of all bodies together, a hint */
    public Pack(int expectedOctets) {
        octets = new byte[Math.max(1, expectedOctets)];
    }

    /** Adds a body; returns its index. */
    public int add(byte[] body) {
        reserve(body.length);
        System.arraycopy(body, 0, octets, length, body.length);
        return added(body.length);
    }

    /** Adds a body; returns its index. */
    public int add(com.google.protobuf.ByteString body) {
        reserve(body.size());
        body.copyTo(octets, length);
        return added(body.size());
    }

    private int added(int count) {
        length += count;
        ends.add(length);
        return ends.size() - 1;
    }

    private void reserve(int count) {
        int needed = Math.addExact(length, count);
        if (needed > octets.length) {
            octets =
                    Arrays.copyOf(octets, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8L, octets.length * 2L)));
        }
    }

    /** Octets of all bodies so far. */
    public int octets() {
        return length;
    }

    /** Bodies so far. */
    public int bodies() {
        return ends.size();
    }

    /** Where the body with this index lies once the pack is written under {@code objectKey}. */
    public BlobRef ref(String objectKey, int index) {
        int start = index == 0 ? 0 : ends.get(index - 1);
        return BlobRef.newBuilder()
                .setObjectKey(objectKey)
                .setOffset(start)
                .setLength(ends.get(index) - start)
                .build();
    }

    /** Stores the pack; durable when this returns. May be repeated, under the same or another key. */
    public void writeTo(BlobStore store, String objectKey) throws InterruptedException {
        store.put(objectKey, octets, length);
    }
}
