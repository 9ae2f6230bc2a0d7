package org.packetboat.smtp;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive as long as it answers; what it calls being away is no reason to restart it. */
@Liveness
@Singleton
public class GatewayLiveness implements HealthCheck {
    /** Needs nothing. */
    @Inject
    public GatewayLiveness() {}

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.up("smtp-gateway");
    }
}
