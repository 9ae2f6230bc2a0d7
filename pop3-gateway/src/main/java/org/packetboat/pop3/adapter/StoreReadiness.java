package org.packetboat.pop3.adapter;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** The object store answers with our credentials. */
@Readiness
@ApplicationScoped
public class StoreReadiness implements HealthCheck {
    private final Backends backends;

    /** Asks at every call. */
    public StoreReadiness(Backends backends) {
        this.backends = backends;
    }

    @Override
    public HealthCheckResponse call() {
        return Probes.run("object-store", backends::probeStore);
    }
}
