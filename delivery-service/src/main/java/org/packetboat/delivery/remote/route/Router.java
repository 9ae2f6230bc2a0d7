package org.packetboat.delivery.remote.route;

import java.util.Optional;

/** Finds routes. Blocks; thread-safe. The place for other policies: DANE, MTA-STS, a table of an operator's. */
public interface Router {
    /** The route of a destination. */
    Route route(String destination) throws InterruptedException;

    /** The name under which the host that all destinations share is blocked when it does not answer, if there is one. */
    default Optional<String> shared() {
        return Optional.empty();
    }
}
