package org.packetboat.imap;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.packetboat.imap.adapter.Backend;

/** Ready when the mailbox service answers: without it nobody can log in. Broker and object store are not waited for. */
@Readiness
@Singleton
public class ImapReadiness implements HealthCheck {
    private static final String NAME = "mailbox-service";

    private final ImapGateway gateway;

    /** Asks what {@code gateway} is connected to. */
    @Inject
    public ImapReadiness(ImapGateway gateway) {
        this.gateway = gateway;
    }

    @Override
    public HealthCheckResponse call() {
        Backend backend = gateway.backend();
        try {
            boolean there = backend != null && backend.isMailboxServiceThere();
            return there ? HealthCheckResponse.up(NAME) : HealthCheckResponse.down(NAME);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return HealthCheckResponse.down(NAME);
        }
    }
}
