package org.packetboat.frontdoor;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready from SIGTERM on, so that the load balancer sends nobody any more. */
@Readiness
@ApplicationScoped
public class DepartureReadiness implements HealthCheck {
    private static final String NAME = "accepting";

    private final Departure departure;

    /** Asks {@code departure}. */
    public DepartureReadiness(Departure departure) {
        this.departure = departure;
    }

    @Override
    public HealthCheckResponse call() {
        return departure.isLeaving() ? HealthCheckResponse.down(NAME) : HealthCheckResponse.up(NAME);
    }
}
