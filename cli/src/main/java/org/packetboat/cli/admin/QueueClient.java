package org.packetboat.cli.admin;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The queue of mail for other domains, which is delivery-service's. Blocks. */
public final class QueueClient {
    private static final String RECIPIENTS = "recipients";
    private static final byte[] NOTHING = new byte[0];

    private final AdminHttp http;

    /**
     * @param base of delivery-service, for instance {@code http://127.0.0.1:9004}
     * @param key the bearer key
     */
    public QueueClient(URI base, String key) {
        http = new AdminHttp(base, key);
    }

    /** Which recipients; null stands for any. */
    public record Selection(
            @Nullable String id,
            @Nullable String recipient,
            @Nullable String destination,
            @Nullable String state) {
        private Map<String, String> query() {
            Map<String, String> query = new LinkedHashMap<>();
            put(query, "id", id);
            put(query, "recipient", recipient);
            put(query, "destination", destination);
            put(query, "state", state);
            return query;
        }

        private static void put(Map<String, String> query, String name, @Nullable String value) {
            if (value != null) {
                query.put(name, value);
            }
        }

        /** Whether it fits all recipients, or all in one state: neither says which. */
        public boolean isEverything() {
            return id == null && recipient == null && destination == null;
        }
    }

    /** What can be done with recipients. */
    public enum Change {
        RETRY,
        HOLD,
        RELEASE,
        DROP
    }

    /** Takes recipients one by one. */
    @FunctionalInterface
    public interface RecipientSink {
        void accept(Map<String, Object> recipient) throws IOException;
    }

    /** All that fit and are not done, as the server describes them. There may be more than fit into memory: it has one page of them. */
    public void list(Selection selection, RecipientSink sink) throws IOException {
        Map<String, String> query = selection.query();
        while (true) {
            Map<String, Object> page = JSON.std.mapFrom(http.exchange("GET", "queue" + text(query), NOTHING));
            for (Map<String, Object> recipient : recipients(page)) {
                sink.accept(recipient);
            }
            if (!(page.get("next") instanceof Map<?, ?> next)) {
                return;
            }
            query.put("afterId", String.valueOf(next.get("afterId")));
            query.put("afterRecipient", String.valueOf(next.get("afterRecipient")));
        }
    }

    /** One message with all of its recipients. */
    public Map<String, Object> show(String id) throws IOException {
        return JSON.std.mapFrom(http.exchange("GET", "queue/message" + text(Map.of("id", id)), NOTHING));
    }

    /** Returns to how many recipients it was done. */
    public int change(Change change, Selection selection) throws IOException {
        Map<String, String> query = selection.query();
        if (selection.isEverything()) {
            query.put("all", "true");
        }
        String path = "queue/" + change.name().toLowerCase(Locale.ROOT);
        Map<String, Object> done = JSON.std.mapFrom(http.exchange("POST", path + text(query), NOTHING));
        return done.get(RECIPIENTS) instanceof Number count ? count.intValue() : 0;
    }

    /** The recipients in an answer. */
    public static List<Map<String, Object>> recipients(Map<String, Object> answer) {
        List<Map<String, Object>> recipients = new ArrayList<>();
        if (answer.get(RECIPIENTS) instanceof List<?> list) {
            for (Object one : list) {
                Map<String, Object> recipient = new LinkedHashMap<>();
                if (one instanceof Map<?, ?> map) {
                    map.forEach((name, value) -> recipient.put(String.valueOf(name), value));
                }
                recipients.add(recipient);
            }
        }
        return recipients;
    }

    private static String text(Map<String, String> query) {
        StringBuilder text = new StringBuilder();
        query.forEach((name, value) -> text.append(text.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return text.toString();
    }
}
