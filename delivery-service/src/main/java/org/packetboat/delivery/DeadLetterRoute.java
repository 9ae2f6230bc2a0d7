package org.packetboat.delivery;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Supplier;
import org.packetboat.delivery.adapter.DeadLetterReplay;
import org.packetboat.mail.failure.UnavailableException;

/** {@code POST /api/v1/dead-letters/replay} with the operator's bearer key: {@code {"replayed": n}}. */
@Singleton
public class DeadLetterRoute {
    private static final String PATH = "/api/v1/dead-letters/replay";

    private final Supplier<Optional<DeadLetterReplay>> replay;
    private final Optional<String> adminKey;

    @Inject
    public DeadLetterRoute(DeliveryService service, DeliveryConfig config) {
        this(service::replay, config.delivery().adminKey());
    }

    /**
     * @param replay empty before the service has started
     * @param adminKey without one there is no such route
     */
    public DeadLetterRoute(Supplier<Optional<DeadLetterReplay>> replay, Optional<String> adminKey) {
        this.replay = replay;
        this.adminKey = adminKey;
    }

    /** Adds the route. */
    public void register(@Observes Router router) {
        adminKey.ifPresent(key ->
                router.post(PATH).handler(new AdminCalls(key).handler("dead-letter-replay", parameters -> replay())));
    }

    private JsonObject replay() throws InterruptedException {
        int replayed = replay.get()
                .orElseThrow(() -> new UnavailableException("not started"))
                .replay();
        return new JsonObject().put("replayed", replayed);
    }
}
