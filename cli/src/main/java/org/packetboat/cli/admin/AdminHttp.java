package org.packetboat.cli.admin;

import com.fasterxml.jackson.jr.ob.JSON;
import com.fasterxml.jackson.jr.ob.JSONObjectException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/**
 * Calls of {@code /api/v1}. Blocks. Uses the small HTTP client of the JDK: a command lives for a fraction of a second, most of which the large one would spend on
 * starting.
 */
final class AdminHttp {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI base;
    private final String key;

    AdminHttp(URI base, String key) {
        this.base = base;
        this.key = key;
    }

    /** @param json sent unless it is empty */
    byte[] exchange(String method, String path, byte[] json) throws IOException {
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
}
