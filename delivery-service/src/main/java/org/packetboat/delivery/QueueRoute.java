package org.packetboat.delivery;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.AdminCalls.Parameters;
import org.packetboat.delivery.AdminCalls.RequestException;
import org.packetboat.delivery.port.QueueControl;
import org.packetboat.delivery.port.QueueControl.Change;
import org.packetboat.delivery.port.QueueControl.Filter;
import org.packetboat.delivery.port.QueueControl.Page;
import org.packetboat.delivery.port.QueueControl.Row;
import org.packetboat.delivery.port.QueueControl.State;
import org.packetboat.delivery.queue.Destination;
import org.packetboat.mail.failure.UnavailableException;

/**
 * The queue of mail for other domains, with the operator's bearer key. All parameters are in the query; {@code id}, {@code recipient},
 * {@code destination} and {@code state} (waiting, held, owed) choose recipients.
 *
 * <pre>
 * GET  /api/v1/queue              {"recipients": [...], "next": {"afterId": ..., "afterRecipient": ...}}; also limit, afterId, afterRecipient
 * GET  /api/v1/queue/message      id: the message and all of its recipients
 * POST /api/v1/queue/CHANGE       CHANGE is retry, hold, release or drop; {"recipients": n}; what chooses nothing, or a state alone, needs all=true
 * </pre>
 */
@Singleton
public class QueueRoute {
    private static final String PATH = "/api/v1/queue";
    private static final String RECIPIENTS = "recipients";
    private static final String RECIPIENT = "recipient";

    private final Supplier<Optional<QueueDesk>> desk;
    private final Optional<String> adminKey;

    @Inject
    public QueueRoute(DeliveryService service, DeliveryConfig config) {
        this(service::queueDesk, config.delivery().adminKey());
    }

    /**
     * @param desk empty before the service has started
     * @param adminKey without one there are no such routes
     */
    public QueueRoute(Supplier<Optional<QueueDesk>> desk, Optional<String> adminKey) {
        this.desk = desk;
        this.adminKey = adminKey;
    }

    /** Adds the routes. */
    public void register(@Observes Router router) {
        adminKey.ifPresent(key -> {
            AdminCalls calls = new AdminCalls(key);
            router.get(PATH).handler(calls.handler("queue-list", this::list));
            router.get(PATH + "/message").handler(calls.handler("queue-show", this::show));
            for (Change change : Change.values()) {
                String name = change.name().toLowerCase(Locale.ROOT);
                router.post(PATH + "/" + name)
                        .handler(calls.handler("queue-" + name, parameters -> change(change, parameters)));
            }
        });
    }

    private QueueDesk desk() {
        return desk.get().orElseThrow(() -> new UnavailableException("not started"));
    }

    private JsonObject list(Parameters parameters) throws InterruptedException {
        int limit = parameters.get("limit").map(QueueRoute::limit).orElse(QueueControl.LARGEST_PAGE);
        Page page = new Page(
                parameters.get("afterId").map(QueueRoute::id),
                parameters.get("afterRecipient").map(QueueRoute::afterRecipient).orElse(""),
                limit);
        List<Row> rows = desk().control().list(filter(parameters), page);
        JsonObject answer = new JsonObject().put(RECIPIENTS, json(rows));
        if (rows.size() == limit) {
            Row last = rows.getLast();
            answer.put(
                    "next",
                    new JsonObject()
                            .put("afterId", last.deliveryId().toString())
                            .put("afterRecipient", last.recipient()));
        }
        return answer;
    }

    private JsonObject show(Parameters parameters) throws InterruptedException {
        DeliveryId id =
                parameters.get("id").map(QueueRoute::id).orElseThrow(() -> new RequestException(400, "which message?"));
        List<Row> rows = desk().control().show(id);
        if (rows.isEmpty()) {
            throw new RequestException(404, "there is no such message in the queue");
        }
        JsonObject answer = new JsonObject().put("id", id.toString());
        desk().control().message(id).ifPresent(mail -> describe(answer, mail));
        return answer.put(RECIPIENTS, json(rows));
    }

    private static void describe(JsonObject answer, AcceptedMail mail) {
        answer.put("reversePath", mail.getReversePath())
                .put("size", mail.getSize())
                .put(
                        "acceptedAt",
                        Instant.ofEpochMilli(mail.getAcceptedAtMillis()).toString());
    }

    private JsonObject change(Change change, Parameters parameters) throws InterruptedException {
        Filter filter = filter(parameters);
        boolean all = parameters.get("all").filter("true"::equals).isPresent();
        boolean chosen = filter.id().isPresent()
                || filter.recipient().isPresent()
                || filter.destination().isPresent();
        if (!chosen && !all) {
            throw new RequestException(400, "which recipients?");
        }
        if (change != Change.DROP && filter.state().filter(State.OWED::equals).isPresent()) {
            throw new RequestException(400, "notifications that are owed can only be dropped");
        }
        return new JsonObject().put(RECIPIENTS, desk().change(change, filter));
    }

    private static Filter filter(Parameters parameters) {
        return new Filter(
                parameters.get("id").map(QueueRoute::id),
                parameters.get(RECIPIENT),
                parameters.get("destination").map(QueueRoute::destination),
                parameters.get("state").map(QueueRoute::state));
    }

    private static DeliveryId id(String text) {
        try {
            return new DeliveryId(UUID.fromString(text));
        } catch (IllegalArgumentException _) {
            throw new RequestException(400, "not the id of a message");
        }
    }

    /** As recipients are listed, or as people write it: with U-labels, or the dot of the root. */
    private static String destination(String text) {
        if (text.equals(Destination.NOWHERE)) {
            return text;
        }
        String domain = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        return Destination.ofDomain(domain).orElseThrow(() -> new RequestException(400, "not a destination"));
    }

    /** No recipient in the queue has a NUL. */
    private static String afterRecipient(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new RequestException(400, "not a recipient");
        }
        return text;
    }

    private static State state(String text) {
        return switch (text) {
            case "waiting" -> State.WAITING;
            case "held" -> State.HELD;
            case "owed" -> State.OWED;
            default -> throw new RequestException(400, "a state is waiting, held or owed");
        };
    }

    private static int limit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= QueueControl.LARGEST_PAGE) {
                return limit;
            }
        } catch (NumberFormatException _) {
            // As one that is out of range.
        }
        throw new RequestException(400, "limit is 1 to " + QueueControl.LARGEST_PAGE);
    }

    private static JsonArray json(List<Row> rows) {
        JsonArray array = new JsonArray();
        for (Row row : rows) {
            array.add(new JsonObject()
                    .put("id", row.deliveryId().toString())
                    .put(RECIPIENT, row.recipient())
                    .put("destination", row.destination())
                    .put("state", row.state().name().toLowerCase(Locale.ROOT))
                    .put("priority", row.priority())
                    .put("attempts", row.attempts())
                    .put("queuedAt", row.queuedAt().toString())
                    .put("dueAt", row.dueAt().toString())
                    .put("expiresAt", row.expiresAt().toString())
                    .put("holder", row.holder())
                    .put("lastReply", row.lastReply()));
        }
        return array;
    }
}
