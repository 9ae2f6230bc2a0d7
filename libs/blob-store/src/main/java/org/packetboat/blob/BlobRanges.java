package org.packetboat.blob;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.packetboat.contracts.body.BlobRef;

/** Reads many small bodies one request after the other, neighbours together. Nothing is cached, and nobody is waited for. */
public final class BlobRanges {
    private BlobRanges() {}

    /**
     * The octets as they are stored, whatever their codec, by place. Blocks. Places in objects that are gone are left out.
     *
     * @throws BlobStoreUnavailableException when the store is away
     */
    public static Map<BlobRef, byte[]> read(BlobStore store, Collection<BlobRef> places) throws InterruptedException {
        Map<BlobRef, byte[]> octets = new HashMap<>();
        List<BlobRef> sorted = places.stream()
                .sorted(Comparator.comparing(BlobRef::getObjectKey).thenComparingLong(BlobRef::getOffset))
                .toList();
        for (List<BlobRef> group : Groups.of(sorted, blob -> blob, BodyReaderOptions.DEFAULT)) {
            readGroup(store, group, octets);
        }
        return octets;
    }

    private static void readGroup(BlobStore store, List<BlobRef> group, Map<BlobRef, byte[]> octets)
            throws InterruptedException {
        BlobRef first = group.getFirst();
        BlobRef last = group.getLast();
        long length = last.getOffset() + last.getLength() - first.getOffset();
        if (length == 0) {
            group.forEach(blob -> octets.put(blob, new byte[0]));
            return;
        }
        try {
            store.read(first.getObjectKey(), first.getOffset(), length, in -> {
                long position = first.getOffset();
                for (BlobRef blob : group) {
                    in.skipNBytes(blob.getOffset() - position);
                    byte[] body = new byte[Math.toIntExact(blob.getLength())];
                    BlobStore.readFully(in, body, blob.getObjectKey());
                    position = blob.getOffset() + blob.getLength();
                    octets.put(blob, body);
                }
            });
        } catch (NoSuchObjectException _) {
            // Whoever was there has moved or ended, or the next to read it will tell.
        }
    }
}
