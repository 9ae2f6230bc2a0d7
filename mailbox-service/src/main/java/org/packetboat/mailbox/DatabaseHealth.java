package org.packetboat.mailbox;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the database is reachable and migrated; Kafka only carries hints, the service works without it. */
@Readiness
@Singleton
final class DatabaseHealth implements HealthCheck {
    private final MailboxService service;

    DatabaseHealth(MailboxService service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("database").status(service.isReady()).build();
    }
}
