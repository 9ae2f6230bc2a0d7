package org.packetboat.delivery.remote;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.packetboat.delivery.remote.route.Route;
import org.packetboat.delivery.remote.route.Router;

/**
 * Routes, found before a connection is asked for: name servers that do not answer keep lookups waiting, and no connection. What was found, also that
 * nobody knows, is remembered for a moment. Thread-safe.
 */
final class Routes {
    private static final Logger LOG = Logger.getLogger(Routes.class);
    private static final long FRESH_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int REMEMBERED = 10_000;
    private static final int MOST_LOOKUPS = 128;

    private final Router router;
    private final LongSupplier nanoTime;
    private final Map<String, Known> known = new LinkedHashMap<>();
    private final Set<String> lookups = new HashSet<>();

    Routes(Router router, LongSupplier nanoTime) {
        this.router = router;
        this.nanoTime = nanoTime;
    }

    private record Known(Route route, long since) {}

    /**
     * Whether the route is known; if not, it is looked for. Does not block.
     *
     * @param found is told when it is
     */
    boolean find(String destination, Runnable found) {
        synchronized (known) {
            if (fresh(destination).isPresent()) {
                return true;
            }
            if (lookups.size() >= MOST_LOOKUPS || !lookups.add(destination)) {
                return false;
            }
        }
        Thread.ofVirtual().name("route-" + destination).start(() -> {
            try {
                var unused = route(destination);
            } catch (InterruptedException e) {
                LOG.debug("lookup ends", e);
            } catch (RuntimeException e) {
                LOG.errorf(e, "no route because of a failure here destination=%s", destination);
                remember(destination, new Route.Unknown("the route could not be found out"));
            } finally {
                synchronized (known) {
                    lookups.remove(destination);
                }
                found.run();
            }
        });
        return false;
    }

    /** Blocks if it is not known. */
    Route route(String destination) throws InterruptedException {
        synchronized (known) {
            Optional<Route> fresh = fresh(destination);
            if (fresh.isPresent()) {
                return fresh.get();
            }
        }
        Route route = router.route(destination);
        remember(destination, route);
        return route;
    }

    private Optional<Route> fresh(String destination) {
        Known one = known.get(destination);
        return one == null || nanoTime.getAsLong() - one.since() > FRESH_NANOS
                ? Optional.empty()
                : Optional.of(one.route());
    }

    private void remember(String destination, Route route) {
        synchronized (known) {
            known.remove(destination);
            if (known.size() >= REMEMBERED) {
                known.remove(known.keySet().iterator().next());
            }
            known.put(destination, new Known(route, nanoTime.getAsLong()));
        }
    }
}
