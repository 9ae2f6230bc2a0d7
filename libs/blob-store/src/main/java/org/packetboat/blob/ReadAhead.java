package org.packetboat.blob;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.packetboat.blob.BlobMetrics.CacheAnswer;
import org.packetboat.contracts.body.BlobRef;

/**
 * A sequence with a window: when less than half of the window is left, it is filled again, so that requests stay large while the reader is
 * busy with what has arrived. The window shrinks to one body when the process has read enough ahead.
 *
 * <p>When one body turns out to have moved, all that are on their way and all that follow are looked up before they are read: a compaction that has
 * moved one has usually moved its neighbours, and they are neighbours again where they are now.
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
    private boolean moved;

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
            @Nullable CompletableFuture<byte[]> flight,
            Place place) {}

    /** How sure it is that a body is where its request says. */
    private enum Place {
        TOLD,
        /** Somebody else is reading it, perhaps from where it is no more. */
        JOINED,
        /** Asked for after the body was not found; not asked for again. */
        LOOKED_UP
    }

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
        BodyKey key = planned.request().key();
        if (planned.body() != null) {
            return new WholeBody(key, planned.body());
        }
        CompletableFuture<byte[]> flight = planned.flight();
        if (flight == null) {
            return reader.ranged(planned.request(), resolver);
        }
        try {
            return new WholeBody(key, Flights.await(flight));
        } catch (NoSuchObjectException gone) {
            if (planned.place() == Place.LOOKED_UP) {
                throw gone;
            }
            return new WholeBody(key, Flights.await(lookUp(planned, gone)));
        }
    }

    /** Looks up this body and all in the window that have not arrived; the flight to wait for. */
    private CompletableFuture<byte[]> lookUp(Planned first, NoSuchObjectException gone) throws InterruptedException {
        moved = true;
        List<Flights.Flight> wanted = new ArrayList<>();
        try {
            BodyRequest now = current(first.request());
            if (now == null || first.place() == Place.TOLD && now.equals(first.request())) {
                throw gone;
            }
            CompletableFuture<byte[]> mine = fly(now, wanted);
            List<Planned> rest = new ArrayList<>(window.size());
            for (Planned planned : window) {
                rest.add(hasArrived(planned) ? planned : whereItIs(planned, wanted));
            }
            window.clear();
            window.addAll(rest);
            return mine;
        } finally {
            if (!wanted.isEmpty()) {
                reader.loadAll(wanted);
            }
        }
    }

    private static boolean hasArrived(Planned planned) {
        CompletableFuture<byte[]> flight = planned.flight();
        return flight == null
                || planned.place() == Place.LOOKED_UP
                || flight.isDone() && !flight.isCompletedExceptionally();
    }

    private Planned whereItIs(Planned planned, List<Flights.Flight> wanted) throws InterruptedException {
        BodyRequest now = current(planned.request());
        return now == null || now.equals(planned.request())
                ? planned
                : new Planned(now, planned.octets(), null, fly(now, wanted), Place.LOOKED_UP);
    }

    // Not shared with others who ask for the same body: theirs may be on its way to where it is no more.
    private static CompletableFuture<byte[]> fly(BodyRequest request, List<Flights.Flight> wanted) {
        CompletableFuture<byte[]> mine = new CompletableFuture<>();
        wanted.add(new Flights.Flight(request, mine));
        return mine;
    }

    private @Nullable BodyRequest current(BodyRequest request) throws InterruptedException {
        BlobRef now = resolver.resolve(request.key()).orElse(null);
        return now == null ? null : new BodyRequest(request.key(), now);
    }

    private void fill() throws InterruptedException {
        List<Flights.Flight> wanted = new ArrayList<>();
        hits = 0;
        try {
            extend(wanted);
        } finally {
            // Others may be waiting for these flights already, whatever became of the rest.
            if (!wanted.isEmpty()) {
                reader.loadAll(wanted);
            }
        }
        if (hits > 0) {
            reader.metrics().cacheAsked(CacheAnswer.MEMORY, hits);
        }
    }

    private void extend(List<Flights.Flight> wanted) throws InterruptedException {
        while (window.size() < reader.options().windowBodies()) {
            BodyRequest told = pull();
            if (told == null) {
                return;
            }
            // Until it is in the window it is the next one, also when looking it up fails.
            put = told;
            BodyRequest now = moved && !reader.isLarge(told) ? current(told) : null;
            long octets = reader.isLarge(told) ? 0 : told.blob().getLength();
            if (!mayTake(octets)) {
                return;
            }
            put = null;
            windowOctets += octets;
            window.add(plan(told, now, wanted));
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

    private Planned plan(BodyRequest told, @Nullable BodyRequest now, List<Flights.Flight> wanted) {
        long octets = told.blob().getLength();
        if (reader.isLarge(told)) {
            return new Planned(told, 0, null, null, Place.TOLD);
        }
        if (octets == 0) {
            return new Planned(told, octets, EMPTY, null, Place.TOLD);
        }
        byte[] cached = reader.cache().get(told.key());
        if (cached != null) {
            hits++;
            return new Planned(told, octets, cached, null, Place.TOLD);
        }
        CompletableFuture<byte[]> mine = new CompletableFuture<>();
        CompletableFuture<byte[]> flight = reader.flights().join(told.key(), mine);
        if (flight != mine) {
            hits++;
            return new Planned(told, octets, null, flight, Place.JOINED);
        }
        BodyRequest request = now == null ? told : now;
        wanted.add(new Flights.Flight(request, mine));
        return new Planned(request, octets, null, mine, now == null ? Place.TOLD : Place.LOOKED_UP);
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
