package org.packetboat.mailbox.oidc;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/** Fetches small JSON documents: bounded in time and size, without redirects. Blocks. */
final class JsonDocuments {
    private static final long MAX_OCTETS = 256 * 1_024;
    private static final int OK = 200;

    private final HttpClient client;
    private final Duration deadline;

    JsonDocuments(Duration deadline) {
        this.deadline = deadline;
        client = HttpClient.newBuilder()
                .connectTimeout(deadline)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    Map<String, Object> fetch(URI uri) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Accept", "application/json")
                .timeout(deadline)
                .build();
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_OCTETS));
        try {
            // The request's own timeout ends with the head of the answer.
            HttpResponse<String> response = answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
            if (response.statusCode() != OK) {
                throw new IOException("status=" + response.statusCode());
            }
            return JsonUtil.parseJson(response.body());
        } catch (ExecutionException e) {
            throw new IOException("no answer", e);
        } catch (TimeoutException e) {
            throw new IOException("no answer in time", e);
        } catch (JoseException e) {
            throw new IOException("not JSON", e);
        } finally {
            answer.cancel(true);
        }
    }
}
