package org.packetboat.blob;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import org.packetboat.contracts.body.BlobRef;

/** Bodies on their way from the store into the cache: whoever wants one that is on its way waits for it instead of asking again. */
final class Flights {
    private final BlobStore store;
    private final BodyCache cache;
    private final ConcurrentMap<BodyKey, CompletableFuture<byte[]>> flying = new ConcurrentHashMap<>();

    Flights(BlobStore store, BodyCache cache) {
        this.store = store;
        this.cache = cache;
    }

    /** A body that is to be read, and the promise that is kept then. */
    record Flight(BodyRequest request, CompletableFuture<byte[]> body) {}

    /**
     * The flight to wait for: {@code mine} when nobody is reading this body yet, and then the caller must read it. One that has landed since the caller
     * looked into the cache is not begun again.
     */
    CompletableFuture<byte[]> join(BodyKey key, CompletableFuture<byte[]> mine) {
        CompletableFuture<byte[]> other = flying.putIfAbsent(key, mine);
        if (other != null) {
            return other;
        }
        byte[] landed = cache.get(key);
        if (landed == null) {
            return mine;
        }
        flying.remove(key, mine);
        mine.complete(landed);
        return CompletableFuture.completedFuture(landed);
    }

    /** Reads bodies that lie in one object, in ascending order without overlap, with one request; keeps every promise. */
    void load(List<Flight> group) {
        BlobRef first = group.getFirst().request().blob();
        BlobRef last = group.getLast().request().blob();
        long start = first.getOffset();
        long length = last.getOffset() + last.getLength() - start;
        try {
            group.forEach(flight -> BodyReader.checkCodec(flight.request().blob()));
            store.read(first.getObjectKey(), start, length, in -> {
                long position = start;
                for (Flight flight : group) {
                    BlobRef blob = flight.request().blob();
                    in.skipNBytes(blob.getOffset() - position);
                    byte[] body = new byte[(int) blob.getLength()];
                    BlobStore.readFully(in, body, blob.getObjectKey());
                    position = blob.getOffset() + blob.getLength();
                    cache.put(flight.request().key(), body);
                    land(flight, body);
                }
            });
        } catch (RuntimeException | InterruptedException | Error e) {
            for (Flight flight : group) {
                flying.remove(flight.request().key(), flight.body());
                flight.body().completeExceptionally(e);
            }
        }
    }

    /** Keeps one promise, with a body that is in the cache now. */
    void land(Flight flight, byte[] body) {
        flying.remove(flight.request().key(), flight.body());
        flight.body().complete(body);
    }

    /** Waits; failures come as they were thrown to the reader. */
    static byte[] await(CompletableFuture<byte[]> flight) throws InterruptedException {
        try {
            return flight.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case NoSuchObjectException gone -> throw new NoSuchObjectException(gone.objectKey());
                case null -> throw new BlobStoreUnavailableException("body was not read", e);
                case Throwable cause -> throw new BlobStoreUnavailableException("body was not read", cause);
            }
        }
    }
}
