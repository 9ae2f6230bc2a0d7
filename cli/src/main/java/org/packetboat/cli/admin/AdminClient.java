package org.packetboat.cli.admin;

import com.fasterxml.jackson.jr.ob.JSON;
import com.fasterxml.jackson.jr.ob.JSONObjectException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Domains, accounts, aliases and routing over HTTP. Blocks. Uses the small HTTP client of the JDK: a command lives for a fraction of a
 * second, most of which the large one would spend on starting.
 */
public final class AdminClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI base;
    private final String key;

    /**
     * @param base for instance {@code http://127.0.0.1:8080}
     * @param key the bearer key
     */
    public AdminClient(URI base, String key) {
        this.base = base;
        this.key = key;
    }

    public record Domain(String name) {}

    public record Account(String address) {}

    /** Limits; null for none. */
    public record Quota(@Nullable Long octets, @Nullable Long messages) {
        Map<String, Long> json() {
            Map<String, Long> json = new LinkedHashMap<>();
            if (octets != null) {
                json.put("octets", octets);
            }
            if (messages != null) {
                json.put("messages", messages);
            }
            return json;
        }
    }

    /** What an account uses. */
    public record Usage(Quota quota, long octets, long messages) {}

    public record Alias(String alias, List<String> targets) {}

    public List<Domain> domains() throws IOException {
        return JSON.std.listOfFrom(Domain.class, request("GET", "domains", Map.of()));
    }

    public void addDomain(String name) throws IOException {
        request("POST", "domains", Map.of("name", name));
    }

    public void removeDomain(String name) throws IOException {
        request("DELETE", "domains/" + segment(name), Map.of());
    }

    public List<Account> accounts() throws IOException {
        return JSON.std.listOfFrom(Account.class, request("GET", "accounts", Map.of()));
    }

    public void addAccount(String address, String password) throws IOException {
        addAccount(address, password, new Quota(null, null));
    }

    public void addAccount(String address, String password, Quota quota) throws IOException {
        Map<String, Object> account = new LinkedHashMap<>();
        account.put("address", address);
        account.put("password", password);
        if (!quota.json().isEmpty()) {
            account.put("quota", quota.json());
        }
        request("POST", "accounts", account);
    }

    public Usage usage(String address) throws IOException {
        return JSON.std.beanFrom(Usage.class, request("GET", "accounts/" + segment(address) + "/quota", Map.of()));
    }

    public void setQuota(String address, Quota quota) throws IOException {
        send("PUT", "accounts/" + segment(address) + "/quota", quota.json());
    }

    public void removeAccount(String address) throws IOException {
        request("DELETE", "accounts/" + segment(address), Map.of());
    }

    public void changePassword(String address, String password) throws IOException {
        request("PUT", "accounts/" + segment(address) + "/password", Map.of("password", password));
    }

    public List<Alias> aliases() throws IOException {
        return JSON.std.listOfFrom(Alias.class, request("GET", "aliases", Map.of()));
    }

    public void addAlias(String alias, List<String> targets) throws IOException {
        request("POST", "aliases", Map.of("alias", alias, "targets", targets));
    }

    public void removeAlias(String alias) throws IOException {
        request("DELETE", "aliases/" + segment(alias), Map.of());
    }

    /** @param keeps whether the mail stays in the account as well */
    public record Forward(String address, List<String> targets, boolean keeps) {}

    public record CatchAll(String domain, String target) {}

    public List<Forward> forwards() throws IOException {
        return JSON.std.listOfFrom(Forward.class, request("GET", "forwards", Map.of()));
    }

    public void setForward(String address, List<String> targets, boolean keeps) throws IOException {
        request("PUT", "forwards/" + segment(address), Map.of("targets", targets, "keeps", keeps));
    }

    public void removeForward(String address) throws IOException {
        request("DELETE", "forwards/" + segment(address), Map.of());
    }

    public List<CatchAll> catchAlls() throws IOException {
        return JSON.std.listOfFrom(CatchAll.class, request("GET", "catch-alls", Map.of()));
    }

    public void setCatchAll(String domain, String target) throws IOException {
        request("PUT", "catch-alls/" + segment(domain), Map.of("target", target));
    }

    public void removeCatchAll(String domain) throws IOException {
        request("DELETE", "catch-alls/" + segment(domain), Map.of());
    }

    /** @param body sent as JSON unless it is empty */
    private byte[] request(String method, String path, Map<String, ?> body) throws IOException {
        return exchange(method, path, body.isEmpty() ? new byte[0] : JSON.std.asBytes(body));
    }

    /** @param body sent as JSON, also when it is empty */
    private void send(String method, String path, Map<String, ?> body) throws IOException {
        exchange(method, path, JSON.std.asBytes(body));
    }

    private byte[] exchange(String method, String path, byte[] json) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) base.resolve("/api/v1/" + path).toURL().openConnection();
        connection.setConnectTimeout((int) TIMEOUT.toMillis());
        connection.setReadTimeout((int) TIMEOUT.toMillis());
        connection.setRequestMethod(method);
        connection.setRequestProperty("Authorization", "Bearer " + key);
        connection.setRequestProperty("Accept", "application/json");
        try {
            if (json.length > 0) {
                send(connection, json);
            }
            return answer(connection);
        } catch (ConnectException e) {
            throw new IOException("nothing answers at " + base, e);
        } finally {
            connection.disconnect();
        }
    }

    private static void send(HttpURLConnection connection, byte[] json) throws IOException {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setFixedLengthStreamingMode(json.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(json);
        }
    }

    private static byte[] answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status < HttpURLConnection.HTTP_BAD_REQUEST) {
            try (InputStream in = connection.getInputStream()) {
                return in.readAllBytes();
            }
        }
        try (InputStream in = connection.getErrorStream()) {
            throw new AdminException(status, errorText(status, in == null ? new byte[0] : in.readAllBytes()));
        }
    }

    private static String errorText(int status, byte[] body) throws IOException {
        try {
            Object error = body.length == 0 ? null : JSON.std.mapFrom(body).get("error");
            return error == null ? "the server answered with status " + status : error.toString();
        } catch (JSONObjectException e) {
            return "the server answered with status " + status;
        }
    }

    private static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
