package org.packetboat.blob;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A sequence with a window: when less than half of the window is left, it is filled again, so that requests stay large while the reader is
 * busy with what has arrived. The window shrinks to one body when the process has read enough ahead.
 */
final class ReadAhead implements BodySequence {
    private static final byte[] EMPTY = new byte[0];

    private final BodyReader reader;
    private final Iterator<BodyRequest> requests;
    private final BlobResolver resolver;
    private final ArrayDeque<Planned> window = new ArrayDeque<>();
    private long windowOctets;
    private @Nullable BodyRequest put;
    private long hits;
    private long misses;

    ReadAhead(BodyReader reader, Iterator<BodyRequest> requests, BlobResolver resolver) {
        this.reader = reader;
        this.requests = requests;
        this.resolver = resolver;
    }

    /** In memory already, on its way, or (both null) a large one. */
    private record Planned(
            BodyRequest request,
            long octets,
            byte @Nullable [] body,
            @Nullable CompletableFuture<byte[]> flight) {}

    @Override
    public boolean hasNext() {
        return !window.isEmpty() || put != null || requests.hasNext();
    }

    @Override
    public Body next() throws InterruptedException {
        if (windowOctets <= reader.options().windowOctets() / 2
                && window.size() <= reader.options().windowBodies() / 2) {
            fill();
        }
        Planned planned = window.poll();
        if (planned == null) {
            throw new NoSuchElementException("no more bodies");
        }
        giveBack(planned);
        return body(planned);
    }

    private Body body(Planned planned) throws InterruptedException {
        if (planned.body() != null) {
            return new WholeBody(planned.request().key(), planned.body());
        }
        if (planned.flight() != null) {
            return new WholeBody(planned.request().key(), reader.await(planned.request(), planned.flight(), resolver));
        }
        return reader.ranged(planned.request(), resolver);
    }

    private void fill() {
        List<Flights.Flight> wanted = new ArrayList<>();
        hits = 0;
        misses = 0;
        try {
            extend(wanted);
        } finally {
            // Others may be waiting for these flights already, whatever became of the rest.
            if (!wanted.isEmpty()) {
                reader.loadAll(wanted);
            }
        }
        if (hits + misses > 0) {
            reader.metrics().cacheAsked(hits, misses);
        }
    }

    private void extend(List<Flights.Flight> wanted) {
        while (window.size() < reader.options().windowBodies()) {
            BodyRequest request = pull();
            if (request == null) {
                return;
            }
            long octets = reader.isLarge(request) ? 0 : request.blob().getLength();
            if (!mayTake(octets)) {
                put = request;
                return;
            }
            windowOctets += octets;
            window.add(plan(request, octets, wanted));
        }
    }

    private @Nullable BodyRequest pull() {
        BodyRequest kept = put;
        if (kept != null) {
            put = null;
            return kept;
        }
        return requests.hasNext() ? requests.next() : null;
    }

    private boolean mayTake(long octets) {
        if (window.isEmpty()) {
            reader.budget().take(octets);
            return true;
        }
        return windowOctets + octets <= reader.options().windowOctets()
                && reader.budget().tryTake(octets);
    }

    private Planned plan(BodyRequest request, long octets, List<Flights.Flight> wanted) {
        if (reader.isLarge(request)) {
            return new Planned(request, octets, null, null);
        }
        if (octets == 0) {
            return new Planned(request, octets, EMPTY, null);
        }
        byte[] cached = reader.cache().get(request.key());
        if (cached != null) {
            hits++;
            return new Planned(request, octets, cached, null);
        }
        misses++;
        CompletableFuture<byte[]> mine = new CompletableFuture<>();
        CompletableFuture<byte[]> flight = reader.flights().join(request.key(), mine);
        if (flight == mine) {
            wanted.add(new Flights.Flight(request, mine));
        }
        return new Planned(request, octets, null, flight);
    }

    private void giveBack(Planned planned) {
        windowOctets -= planned.octets();
        reader.budget().giveBack(planned.octets());
    }

    @Override
    public void close() {
        for (Planned planned = window.poll(); planned != null; planned = window.poll()) {
            giveBack(planned);
        }
    }
}
