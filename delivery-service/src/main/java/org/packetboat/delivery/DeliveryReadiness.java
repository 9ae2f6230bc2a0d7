package org.packetboat.delivery;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.packetboat.delivery.adapter.Backends;
import org.packetboat.delivery.adapter.KafkaIntake;

/** Ready when the group has given out partitions, the object store answers and the schema is there. */
@Readiness
@Singleton
public class DeliveryReadiness implements HealthCheck {
    private final DeliveryService service;

    @Inject
    public DeliveryReadiness(DeliveryService service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        boolean kafka = service.consumer().map(KafkaIntake::hasJoined).orElse(true);
        boolean store = service.backends().map(Backends::storeAnswers).orElse(false);
        boolean schema = service.backends().map(Backends::hasMigrated).orElse(false);
        return HealthCheckResponse.named("delivery")
                .withData("kafka", kafka)
                .withData("object-store", store)
                .withData("schema", schema)
                .status(kafka && store && schema)
                .build();
    }
}
