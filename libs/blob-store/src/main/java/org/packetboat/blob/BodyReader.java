package org.packetboat.blob;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.body.Codec;

/**
 * Reads bodies: from the memory cache, else from the store with as few requests as possible (architecture 4.5). Shared by all sessions of a
 * gateway. One body is fetched once, however many ask for it at the same time.
 */
public final class BodyReader {
    private final BlobStore store;
    private final BodyCache cache;
    private final BodyReaderOptions options;
    private final BlobMetrics metrics;
    private final Flights flights;
    private final AheadBudget budget;

    public BodyReader(BlobStore store, BodyCache cache, BodyReaderOptions options, BlobMetrics metrics) {
        this.store = store;
        this.cache = cache;
        this.options = options;
        this.metrics = metrics;
        this.flights = new Flights(store, cache);
        this.budget = new AheadBudget(options.aheadOctets());
    }

    /**
     * Bodies in the order of {@code requests}, which is iterated as far as the window reaches, by the thread that calls
     * {@link BodySequence#next}.
     */
    public BodySequence open(Iterable<BodyRequest> requests, BlobResolver resolver) {
        return new ReadAhead(this, requests.iterator(), resolver);
    }

    /** One body; blocks until it is in memory, if it is a small one. */
    public Body body(BodyRequest request, BlobResolver resolver) throws InterruptedException {
        if (isLarge(request)) {
            return ranged(request, resolver);
        }
        byte[] cached = cache.get(request.key());
        metrics.cacheAsked(cached == null ? 0 : 1, cached == null ? 1 : 0);
        return new WholeBody(request.key(), cached == null ? load(request, resolver) : cached);
    }

    BodyReaderOptions options() {
        return options;
    }

    BodyCache cache() {
        return cache;
    }

    Flights flights() {
        return flights;
    }

    AheadBudget budget() {
        return budget;
    }

    BlobMetrics metrics() {
        return metrics;
    }

    boolean isLarge(BodyRequest request) {
        return request.blob().getLength() > options.wholeOctets();
    }

    Body ranged(BodyRequest request, BlobResolver resolver) {
        checkCodec(request.blob());
        return new RangedBody(store, request, resolver, options.chunkOctets(), budget);
    }

    static void checkCodec(BlobRef blob) {
        if (blob.getCodec() != Codec.CODEC_IDENTITY) {
            throw new BlobStoreUnavailableException("unknown codec of " + blob.getObjectKey());
        }
    }

    private byte[] load(BodyRequest request, BlobResolver resolver) throws InterruptedException {
        CompletableFuture<byte[]> mine = new CompletableFuture<>();
        CompletableFuture<byte[]> flight = flights.join(request.key(), mine);
        if (flight == mine) {
            loadAll(List.of(new Flights.Flight(request, mine)));
        }
        return await(request, flight, resolver);
    }

    /** Waits for a body; when its object was not there, asks once where it is now. */
    byte[] await(BodyRequest request, CompletableFuture<byte[]> flight, BlobResolver resolver)
            throws InterruptedException {
        try {
            return Flights.await(flight);
        } catch (NoSuchObjectException gone) {
            Optional<BlobRef> now = resolver.resolve(request.key());
            BlobRef blob = now.orElseThrow(() -> gone);
            checkCodec(blob);
            byte[] body = store.get(blob.getObjectKey(), blob.getOffset(), Math.toIntExact(blob.getLength()));
            cache.put(request.key(), body);
            return body;
        }
    }

    void loadAll(List<Flights.Flight> wanted) {
        for (List<Flights.Flight> group : Groups.of(wanted, options)) {
            Thread.ofVirtual().name("body-read").start(() -> flights.load(group));
        }
    }
}
