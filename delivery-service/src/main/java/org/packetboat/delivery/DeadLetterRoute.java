package org.packetboat.delivery;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.packetboat.delivery.adapter.DeadLetterReplay;
import org.packetboat.mail.failure.UnavailableException;

/** {@code POST /api/v1/dead-letters/replay} with the operator's bearer key: {@code {"replayed": n}}. */
@Singleton
public class DeadLetterRoute {
    private static final Logger LOG = Logger.getLogger(DeadLetterRoute.class);
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
        adminKey.ifPresent(key -> router.post(PATH).handler(routing -> handle(routing, key)));
    }

    private void handle(RoutingContext routing, String key) {
        if (!isAuthorized(routing.request(), key)) {
            routing.response().setStatusCode(401).end();
            return;
        }
        Context context = routing.vertx().getOrCreateContext();
        Thread.ofVirtual().name("dead-letter-replay").start(() -> {
            int status = 200;
            JsonObject body;
            try {
                int replayed = replay.get()
                        .orElseThrow(() -> new UnavailableException("not started"))
                        .replay();
                body = new JsonObject().put("replayed", replayed);
            } catch (UnavailableException | InterruptedException e) {
                LOG.warn("dead letters were not replayed", e);
                status = 503;
                body = new JsonObject().put("error", "the broker is not available");
            } catch (RuntimeException e) { // a bug is answered as well
                LOG.error("dead letters were not replayed", e);
                status = 500;
                body = new JsonObject().put("error", "internal error");
            }
            answer(context, routing, status, body);
        });
    }

    private static void answer(Context context, RoutingContext routing, int status, JsonObject body) {
        context.runOnContext(unused -> routing.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(body.encode()));
    }

    private static boolean isAuthorized(HttpServerRequest request, String key) {
        String given = request.getHeader("authorization");
        byte[] expected = ("Bearer " + key).getBytes(StandardCharsets.UTF_8);
        return given != null && MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8));
    }
}
