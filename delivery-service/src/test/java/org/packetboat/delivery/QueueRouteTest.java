package org.packetboat.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.blob.InMemoryBlobStore;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.event.DeliveryEvents;
import org.packetboat.delivery.fake.FakeLedger;
import org.packetboat.delivery.fake.FakeRelayQueue;
import org.packetboat.delivery.fake.TestMail;
import org.packetboat.delivery.fake.TestQueue;
import org.packetboat.delivery.port.MessageTrace;
import org.packetboat.delivery.queue.KeptBodies;

/** The queue over HTTP, on a queue in memory. */
class QueueRouteTest {
    private static final String KEY = "key";

    @TempDir
    Path spool;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-01T00:00:00Z"));
    private final FakeRelayQueue queue = new FakeRelayQueue(clock);
    private Optional<QueueDesk> desk = Optional.empty();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        KeptBodies kept = TestQueue.bodies(new InMemoryBlobStore(), new FakeLedger(), spool, clock);
        DeliveryEvents events = new DeliveryEvents((event, trace) -> {}, clock);
        desk = Optional.of(new QueueDesk(queue, queue, Optional.empty(), kept, events, () -> {}));
        Router router = Router.router(vertx);
        new QueueRoute(() -> desk, Optional.of(KEY)).register(router);
        server = vertx.createHttpServer().requestHandler(router);
        finished(server.listen(0, "127.0.0.1"));
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        finished(vertx.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer other", "Basic key", "key"})
    void theKeyOpens(String authorization) throws Exception {
        HttpRequest.Builder request = request("GET", "");
        if (!authorization.isEmpty()) {
            request.setHeader("authorization", authorization);
        } else {
            request = HttpRequest.newBuilder(uri(""));
        }
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("www-authenticate")).contains("Bearer");
    }

    @Test
    void withoutAKeyThereIsNoSuchRoute() throws Exception {
        Router router = Router.router(vertx);
        new QueueRoute(() -> desk, Optional.empty()).register(router);
        assertThat(router.getRoutes()).isEmpty();
    }

    @Test
    void beforeTheStartItIsUnavailable() throws Exception {
        desk = Optional.empty();
        assertThat(get("").statusCode()).isEqualTo(503);
    }

    @Test
    void aListComesInPages() throws Exception {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            add("a" + i + "@far.test");
        }
        add("b@near.test");
        JsonObject page = json(get("?destination=FAR.test&limit=2"));
        while (true) {
            recipients(page).forEach(row -> all.add(((JsonObject) row).getString("recipient")));
            JsonObject next = page.getJsonObject("next");
            if (next == null) {
                break;
            }
            page = json(get("?destination=far.test&limit=2&afterId=" + next.getString("afterId") + "&afterRecipient="
                    + next.getString("afterRecipient")));
        }
        assertThat(all)
                .containsExactlyInAnyOrder("a0@far.test", "a1@far.test", "a2@far.test", "a3@far.test", "a4@far.test");
    }

    @Test
    void aMessageIsShownWithAllOfItsRecipients() throws Exception {
        AcceptedMail mail = add("a@far.test");
        JsonObject shown = json(get("/message?id=" + id(mail)));
        assertThat(shown.getString("reversePath")).isEqualTo("sender@mail.test");
        assertThat(shown.getLong("size")).isEqualTo(mail.getSize());
        JsonObject row = recipients(shown).getJsonObject(0);
        assertThat(row.getString("state")).isEqualTo("waiting");
        assertThat(row.getString("destination")).isEqualTo("far.test");
        assertThat(get("/message?id=019a0000-0000-7000-8000-000000000000").statusCode())
                .isEqualTo(404);
    }

    @Test
    void recipientsAreHeldReleasedAndDropped() throws Exception {
        AcceptedMail mail = add("a@far.test");
        add("b@far.test");
        assertThat(changed(post("/hold?id=" + id(mail)))).isEqualTo(1);
        assertThat(recipients(json(get("?state=held")))).hasSize(1);
        assertThat(recipients(json(get("?state=waiting")))).hasSize(1);
        assertThat(changed(post("/release?recipient=a@far.test"))).isEqualTo(1);
        assertThat(changed(post("/retry?destination=far.test"))).isEqualTo(2);
        assertThat(changed(post("/drop?all=true"))).isEqualTo(2);
        assertThat(recipients(json(get("")))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"b%C3%BCcher.example", "B%C3%9CCHER.example.", "xn--bcher-kva.example", "XN--BCHER-KVA.Example."
            })
    void aDestinationIsFoundAsItIsWritten(String destination) throws Exception {
        add("a@bücher.example");
        assertThat(recipients(json(get("?destination=" + destination)))).hasSize(1);
        assertThat(changed(post("/drop?destination=" + destination))).isEqualTo(1);
    }

    @Test
    void addressesWithoutADestinationAreFoundAsTheyAreListed() throws Exception {
        add("a@-bad-.example");
        String destination = recipients(json(get(""))).getJsonObject(0).getString("destination");
        assertThat(recipients(json(get("?destination=" + destination)))).hasSize(1);
    }

    /** A state alone is no choice of recipients. */
    @ParameterizedTest
    @ValueSource(strings = {"hold", "release", "retry", "drop"})
    void allInAStateHaveToBeMeant(String change) throws Exception {
        add("a@far.test");
        String state = change.equals("release") ? "held" : "waiting";
        if (state.equals("held")) {
            assertThat(changed(post("/hold?all=true"))).isEqualTo(1);
        }
        assertThat(post("/" + change + "?state=" + state).statusCode()).isEqualTo(400);
        assertThat(changed(post("/" + change + "?all=true&state=" + state))).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hold", "release", "retry", "drop"})
    void whatChoosesNothingChangesNothing(String change) throws Exception {
        add("a@far.test");
        assertThat(post("/" + change).statusCode()).isEqualTo(400);
        assertThat(post("/" + change + "?all=yes").statusCode()).isEqualTo(400);
        assertThat(post("/" + change + "?all=true&state=owed").statusCode())
                .isEqualTo(change.equals("drop") ? 200 : 400);
        assertThat(recipients(json(get("?state=waiting")))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?limit=0",
                "?limit=1001",
                "?limit=x",
                "?state=done",
                "?id=1",
                "?afterId=1",
                "/message",
                "?destination=-bad-.example",
                "?destination=a@far.test",
                "?destination=far..test",
                "?destination=far.test..",
                "?destination=%00",
                "?afterRecipient=%00",
                "?afterId=019a0000-0000-7000-8000-000000000000&afterRecipient=a%00b"
            })
    void whatMakesNoSenseIsRefused(String query) throws Exception {
        assertThat(get(query).statusCode()).isEqualTo(400);
    }

    private AcceptedMail add(String recipient) throws InterruptedException {
        AcceptedMail mail = TestMail.remote(recipient);
        KeptBodies kept = TestQueue.bodies(new InMemoryBlobStore(), new FakeLedger(), spool, clock);
        assertThat(TestQueue.handover(queue, kept, clock).queue(new Mail(mail, MessageTrace.NONE)))
                .isTrue();
        return mail;
    }

    private static String id(AcceptedMail mail) {
        return DeliveryId.of(mail.getDeliveryId()).toString();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/api/v1/queue" + path);
    }

    private HttpRequest.Builder request(String method, String path) {
        return HttpRequest.newBuilder(uri(path))
                .header("authorization", "Bearer " + KEY)
                .method(method, HttpRequest.BodyPublishers.noBody());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request("GET", path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path) throws Exception {
        return client.send(request("POST", path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonObject json(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body());
    }

    private static JsonArray recipients(JsonObject answer) {
        return answer.getJsonArray("recipients");
    }

    private static int changed(HttpResponse<String> response) {
        return json(response).getInteger("recipients");
    }

    private static <T> T finished(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
