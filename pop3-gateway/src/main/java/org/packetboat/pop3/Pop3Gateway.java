package org.packetboat.pop3;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.packetboat.frontdoor.FrontDoor;
import org.packetboat.frontdoor.FrontDoors;
import org.packetboat.net.server.ListenerOptions;
import org.packetboat.pop3.adapter.Backends;

/**
 * The POP3 gateway.
 *
 * <ul>
 *   <li>What RETR sends is what was stored, octet for octet (I4).
 *   <li>Nothing is deleted but by QUIT, all that is marked or nothing, and only while the lock is ours.
 *   <li>A unique-id names one message for ever.
 * </ul>
 */
@ApplicationScoped
public class Pop3Gateway {
    private static final System.Logger LOG = System.getLogger(Pop3Gateway.class.getName());

    private final Vertx vertx;
    private final Pop3Config config;
    private final Backends backends;
    private final MeterRegistry registry;
    private final FrontDoors doors;
    private @Nullable Pop3Listener listener;

    /** Listens when the application starts. */
    public Pop3Gateway(Vertx vertx, Pop3Config config, Backends backends, MeterRegistry registry, FrontDoors doors) {
        this.vertx = vertx;
        this.config = config;
        this.backends = backends;
        this.registry = registry;
        this.doors = doors;
    }

    void start(@Observes StartupEvent event) {
        Pop3Listener.Backing backing = new Pop3Listener.Backing(backends.accounts(), backends.maildrops());
        Pop3Listener started =
                new Pop3Listener(vertx, listeners(doors.open(config)), backing, config.loginDelay(), registry);
        listener = started;
        List<Integer> ports = started.start();
        doors.leaveBy(() -> started.drain(config.drainGrace()));
        LOG.log(Level.INFO, () -> "listening protocol=pop3 host=" + config.host() + " ports=" + ports);
    }

    private List<ListenerOptions> listeners(FrontDoor door) {
        ListenerOptions clear = door.onRequest("pop3", config.port());
        return door.hasTls() ? List.of(clear, door.implicit("pop3s", config.tlsPort())) : List.of(clear);
    }

    void stop(@Observes ShutdownEvent event) {
        Pop3Listener running = listener;
        if (running != null) {
            running.close();
        }
    }
}
