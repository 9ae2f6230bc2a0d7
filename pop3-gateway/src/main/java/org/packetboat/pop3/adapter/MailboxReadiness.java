package org.packetboat.pop3.adapter;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** mailbox-service answers. */
@Readiness
@ApplicationScoped
public class MailboxReadiness implements HealthCheck {
    private final Backends backends;

    /** Asks at every call. */
    public MailboxReadiness(Backends backends) {
        this.backends = backends;
    }

    @Override
    public HealthCheckResponse call() {
        return Probes.run("mailbox-service", backends::probeMailbox);
    }
}
