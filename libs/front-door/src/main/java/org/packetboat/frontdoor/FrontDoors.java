package org.packetboat.frontdoor;

import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Opens front doors and keeps their certificates current. */
@ApplicationScoped
public class FrontDoors {
    private final Vertx vertx;
    private final TlsConfigurationRegistry registry;
    private final Departure departure;
    private final List<FrontDoor> open = new CopyOnWriteArrayList<>();

    /** Opens none. */
    public FrontDoors(Vertx vertx, TlsConfigurationRegistry registry, Departure departure) {
        this.vertx = vertx;
        this.registry = registry;
        this.departure = departure;
    }

    /**
     * A front door, open until the process ends.
     *
     * @throws IllegalArgumentException when its certificates are not there or cannot be used
     */
    public FrontDoor open(FrontDoorConfig config) {
        FrontDoor door = new FrontDoor(config, vertx, registry);
        open.add(door);
        return door;
    }

    /** What SIGTERM does before the process exits. To be called once everything is open. */
    public void leaveBy(Departure.Drain drain) {
        departure.prepare(drain);
    }

    void certificatesRead(@Observes CertificateUpdatedEvent event) {
        open.forEach(door -> door.certificatesRead(event.name(), event.tlsConfiguration()));
    }

    @PreDestroy
    void close() {
        open.forEach(FrontDoor::close);
    }
}
