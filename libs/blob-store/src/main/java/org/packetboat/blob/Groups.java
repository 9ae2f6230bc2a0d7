package org.packetboat.blob;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
        List<List<Flights.Flight>> groups = new ArrayList<>();
        List<Flights.Flight> group = new ArrayList<>();
        for (Flights.Flight flight : sorted) {
            if (!group.isEmpty() && !belongs(group, flight, options)) {
                groups.add(group);
                group = new ArrayList<>();
            }
            group.add(flight);
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        return groups;
    }

    private static boolean belongs(List<Flights.Flight> group, Flights.Flight flight, BodyReaderOptions options) {
        BlobRef first = group.getFirst().request().blob();
        BlobRef last = group.getLast().request().blob();
        BlobRef next = flight.request().blob();
        long gap = next.getOffset() - (last.getOffset() + last.getLength());
        return next.getObjectKey().equals(first.getObjectKey())
                && gap >= 0
                && gap <= options.gapOctets()
                && next.getOffset() + next.getLength() - first.getOffset() <= options.groupOctets();
    }
}
