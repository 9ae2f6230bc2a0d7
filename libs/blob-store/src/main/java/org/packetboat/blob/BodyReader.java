package org.packetboat.blob;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.packetboat.blob.BlobMetrics.CacheAnswer;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.body.Codec;

/**
 * Reads bodies: from memory, else from the local disk, else from the store with as few requests as possible (architecture 4.5). Shared by all sessions of a
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

    /**
     * Begins to read bodies that somebody will probably ask for, as far as a window reaches; returns at once. Large ones are left out. What has moved
     * is looked up by who asks for it.
     */
    public void prefetch(Iterable<BodyRequest> requests) {
        List<Flights.Flight> wanted = new ArrayList<>();
        long octets = 0;
        for (BodyRequest request : requests) {
            long length = request.blob().getLength();
            if (isLarge(request) || length == 0 || cache.get(request.key()) != null) {
                continue;
            }
            octets += length;
            if (octets > options.windowOctets() || !budget.tryTake(length)) {
                break;
            }
            CompletableFuture<byte[]> mine = new CompletableFuture<>();
            if (flights.join(request.key(), mine) == mine) {
                var unused = mine.whenComplete((body, failure) -> budget.giveBack(length));
                wanted.add(new Flights.Flight(request, mine));
            } else {
                budget.giveBack(length);
            }
        }
        loadAll(wanted);
    }

    /** One body; blocks until it is in memory, if it is a small one. */
    public Body body(BodyRequest request, BlobResolver resolver) throws InterruptedException {
        if (isLarge(request)) {
            return ranged(request, resolver);
        }
        byte[] cached = cache.get(request.key());
        if (cached != null) {
            metrics.cacheAsked(CacheAnswer.MEMORY, 1);
        }
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

    /** Whom this reader tells what it does. */
    public BlobMetrics metrics() {
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
        } else {
            metrics.cacheAsked(CacheAnswer.MEMORY, 1);
        }
        return await(request, flight, resolver);
    }

    /** Waits for a body; when its object was not there, asks once where it is now. */
    private byte[] await(BodyRequest request, CompletableFuture<byte[]> flight, BlobResolver resolver)
            throws InterruptedException {
        try {
            return Flights.await(flight);
        } catch (NoSuchObjectException gone) {
            Optional<BlobRef> now = resolver.resolve(request.key());
            BlobRef blob = now.orElseThrow(() -> gone);
            checkCodec(blob);
            StoreCalls.current().add(1);
            byte[] body = store.get(blob.getObjectKey(), blob.getOffset(), Math.toIntExact(blob.getLength()));
            cache.put(request.key(), body);
            return body;
        }
    }

    /** Begins to read bodies, from the disk or else from the store; the promises are kept by other threads. */
    void loadAll(List<Flights.Flight> wanted) {
        StoreCalls calls = StoreCalls.current();
        List<Flights.Flight> onDisk = new ArrayList<>();
        List<Flights.Flight> away = new ArrayList<>();
        for (Flights.Flight flight : wanted) {
            (cache.mayBeOnDisk(flight.request().key()) ? onDisk : away).add(flight);
        }
        if (!onDisk.isEmpty()) {
            Thread.ofVirtual().name("body-disk").start(() -> loadFromDisk(onDisk, calls));
        }
        loadFromStore(away, calls);
    }

    private void loadFromDisk(List<Flights.Flight> wanted, StoreCalls calls) {
        List<Flights.Flight> missing = new ArrayList<>();
        for (Flights.Flight flight : wanted) {
            byte[] body = cache.fromDisk(flight.request().key());
            if (body == null) {
                missing.add(flight);
            } else {
                flights.land(flight, body);
            }
        }
        metrics.cacheAsked(CacheAnswer.DISK, wanted.size() - (long) missing.size());
        loadFromStore(missing, calls);
    }

    private void loadFromStore(List<Flights.Flight> wanted, StoreCalls calls) {
        if (wanted.isEmpty()) {
            return;
        }
        metrics.cacheAsked(CacheAnswer.MISS, wanted.size());
        List<List<Flights.Flight>> groups = Groups.of(wanted, options);
        calls.add(groups.size());
        for (List<Flights.Flight> group : groups) {
            Thread.ofVirtual().name("body-read").start(() -> flights.load(group));
        }
    }
}
