package org.packetboat.delivery;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.packetboat.mail.failure.UnavailableException;

/** Calls of {@code /api/v1}: with the operator's bearer key, on a virtual thread of their own, answered with JSON. */
final class AdminCalls {
    private static final Logger LOG = Logger.getLogger(AdminCalls.class);
    private static final String SCHEME = "Bearer ";

    private final byte[] key;

    AdminCalls(String key) {
        this.key = key.strip().getBytes(StandardCharsets.UTF_8);
    }

    /** What a call does. Blocks. */
    @FunctionalInterface
    interface Call {
        JsonObject run(Parameters parameters) throws InterruptedException;
    }

    /** What came with a call. */
    record Parameters(MultiMap values) {
        Optional<String> get(String name) {
            return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
        }
    }

    /** The call makes no sense, or there is no such thing. */
    static final class RequestException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int status;

        RequestException(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    private record Answer(int status, JsonObject body) {}

    /** @param name for logs */
    Handler<RoutingContext> handler(String name, Call call) {
        return routing -> {
            if (!opens(routing.request())) {
                routing.response().putHeader("www-authenticate", "Bearer");
                answer(routing, failure(401, "the key is missing or wrong"));
                return;
            }
            Parameters parameters = new Parameters(routing.request().params());
            Context context = routing.vertx().getOrCreateContext();
            Thread.ofVirtual().name(name).start(() -> {
                Answer answer = run(name, call, parameters);
                context.runOnContext(unused -> answer(routing, answer));
            });
        };
    }

    private static Answer run(String name, Call call, Parameters parameters) {
        try {
            return new Answer(200, call.run(parameters));
        } catch (RequestException e) {
            return failure(e.status, String.valueOf(e.getMessage()));
        } catch (UnavailableException | InterruptedException e) {
            LOG.warnf(e, "call not answered call=%s", name);
            return failure(503, "what this needs is not available");
        } catch (RuntimeException e) { // a bug is answered as well
            LOG.errorf(e, "call failed call=%s", name);
            return failure(500, "internal error");
        }
    }

    private static Answer failure(int status, String text) {
        return new Answer(status, new JsonObject().put("error", text));
    }

    private static void answer(RoutingContext routing, Answer answer) {
        routing.response()
                .setStatusCode(answer.status())
                .putHeader("content-type", "application/json")
                .end(answer.body().encode());
    }

    /** Takes the same time whatever the header says, apart from its length. */
    private boolean opens(HttpServerRequest request) {
        String given = request.getHeader("authorization");
        return key.length > 0
                && given != null
                && given.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        key, given.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
    }
}
