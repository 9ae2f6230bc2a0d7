package org.packetboat.blob;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.packetboat.contracts.body.BlobRef;

/** Puts bodies that lie close together in one object into one request. */
final class Groups {
    private static final Comparator<Flights.Flight> BY_PLACE = Comparator.<Flights.Flight, String>comparing(
                    flight -> flight.request().blob().getObjectKey())
            .thenComparingLong(flight -> flight.request().blob().getOffset());

    private Groups() {}

    static List<List<Flights.Flight>> of(List<Flights.Flight> wanted, BodyReaderOptions options) {
        if (wanted.size() == 1) {
            return List.of(wanted);
        }
        List<Flights.Flight> sorted = new ArrayList<>(wanted);
        sorted.sort(BY_PLACE);
        return of(sorted, flight -> flight.request().blob(), options);
    }

    /** @param sorted by place */
    static <T> List<List<T>> of(List<T> sorted, Function<T, BlobRef> placeOf, BodyReaderOptions options) {
        List<List<T>> groups = new ArrayList<>();
        List<T> group = new ArrayList<>();
        for (T next : sorted) {
            if (!group.isEmpty()
                    && !belongs(
                            placeOf.apply(group.getFirst()),
                            placeOf.apply(group.getLast()),
                            placeOf.apply(next),
                            options)) {
                groups.add(group);
                group = new ArrayList<>();
            }
            group.add(next);
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        return groups;
    }

    private static boolean belongs(BlobRef first, BlobRef last, BlobRef next, BodyReaderOptions options) {
        long gap = next.getOffset() - (last.getOffset() + last.getLength());
        return next.getObjectKey().equals(first.getObjectKey())
                && gap >= 0
                && gap <= options.gapOctets()
                && next.getOffset() + next.getLength() - first.getOffset() <= options.groupOctets();
    }
}
