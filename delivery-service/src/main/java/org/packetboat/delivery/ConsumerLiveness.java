package org.packetboat.delivery;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive while the workers live and the consumer's loop comes round, whatever is away. */
@Liveness
@Singleton
public class ConsumerLiveness implements HealthCheck {
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(60);

    private final DeliveryService service;

    @Inject
    public ConsumerLiveness(DeliveryService service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        boolean alive = service.isAlive()
                && service.consumer()
                        .map(consumer -> consumer.sinceLastPoll().compareTo(LONGEST_ROUND) < 0)
                        .orElse(true);
        return HealthCheckResponse.named("consumer-loop").status(alive).build();
    }
}
