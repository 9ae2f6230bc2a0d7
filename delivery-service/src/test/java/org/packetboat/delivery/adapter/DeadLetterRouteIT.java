package org.packetboat.delivery.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.packetboat.delivery.adapter.DeliveryStage.PATIENCE;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.DeadLetterRoute;
import org.packetboat.delivery.fake.TestMail;
import org.packetboat.delivery.port.Tracing;

/** What an administrator replays over HTTP comes to its mailbox. */
class DeadLetterRouteIT {
    @Test
    void deadLettersAreReplayedOverHttp(@TempDir Path data) throws Exception {
        try (DeliveryStage stage = new DeliveryStage(data, Tracing.OFF)) {
            stage.begin();
            replayOverHttp(stage);
        }
    }

    private static void replayOverHttp(DeliveryStage stage) throws Exception {
        DeadLetterReplay replay = stage.replay();
        replay.replay();
        Router router = Router.router(stage.vertx());
        new DeadLetterRoute(() -> Optional.of(replay), Optional.of("key")).register(router);
        HttpServer server = stage.vertx().createHttpServer().requestHandler(router);
        int port = finished(server.listen(0, "127.0.0.1")).actualPort();
        try (HttpClient client = HttpClient.newHttpClient()) {
            AcceptedMail lost = TestMail.staged(TestMail.to(6), "staged/2026110100/late", 100);
            stage.send(lost);
            stage.awaitDelivered(stage.send(5, 6, 7));
            stage.store().put("staged/2026110100/late", new byte[100], 100);
            assertThat(post(client, port, Optional.empty()).statusCode()).isEqualTo(401);
            assertThat(post(client, port, Optional.of("other")).statusCode()).isEqualTo(401);
            await().atMost(PATIENCE).until(() -> replayed(post(client, port, Optional.of("key"))) == 1);
            stage.awaitDelivered(List.of(lost));
            assertThat(replayed(post(client, port, Optional.of("key")))).isZero();
        } finally {
            finished(server.close());
        }
    }

    private static HttpResponse<String> post(HttpClient client, int port, Optional<String> key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/api/v1/dead-letters/replay"))
                .POST(HttpRequest.BodyPublishers.noBody());
        key.ifPresent(given -> request.header("Authorization", "Bearer " + given));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static int replayed(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        return new JsonObject(response.body()).getInteger("replayed");
    }

    private static <T> T finished(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
