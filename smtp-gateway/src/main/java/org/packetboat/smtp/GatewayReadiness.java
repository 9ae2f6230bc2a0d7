package org.packetboat.smtp;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.packetboat.smtp.adapter.Backend;

/** Ready when the producer has its metadata and the mailbox service answers: without either, every message would be answered 451. */
@Readiness
@Singleton
public class GatewayReadiness implements HealthCheck {
    private final SmtpGateway gateway;

    /** Asks the gateway what is behind it. */
    @Inject
    public GatewayReadiness(SmtpGateway gateway) {
        this.gateway = gateway;
    }

    @Override
    public HealthCheckResponse call() {
        Backend backend = gateway.backend();
        boolean broker = backend != null && backend.isWarm();
        boolean mailbox = backend != null && mailboxAnswers(backend);
        return HealthCheckResponse.named("smtp-gateway")
                .status(broker && mailbox)
                .withData("broker", broker)
                .withData("mailbox-service", mailbox)
                .build();
    }

    private static boolean mailboxAnswers(Backend backend) {
        try {
            return backend.isMailboxServiceThere();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
