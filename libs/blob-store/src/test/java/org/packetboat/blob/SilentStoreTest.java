package org.packetboat.blob;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that takes all of a request, and answers when the time of an ordinary call is over. */
class SilentStoreTest {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration SILENCE = Duration.ofMillis(1_500);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @TempDir
    Path directory;

    private HttpServer server;
    private MinioBlobStore store;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            CompletableFuture.delayedExecutor(SILENCE.toMillis(), TimeUnit.MILLISECONDS, threads)
                    .execute(() -> answer(exchange));
        });
        server.start();
        store = new MinioBlobStore(
                BlobStoreOptions.of(
                                "http://127.0.0.1:" + server.getAddress().getPort(),
                                "key",
                                "secret",
                                "bucket",
                                "region")
                        .withCallTimeout(CALL_TIMEOUT),
                BlobMetrics.NONE);
    }

    private static void answer(HttpExchange exchange) {
        try (exchange) {
            exchange.getResponseHeaders().set("ETag", "\"none\"");
            exchange.sendResponseHeaders(200, -1);
        } catch (IOException _) {
            // The client has not waited.
        }
    }

    @AfterEach
    void stop() {
        store.close();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void aPartMayTakeLongerThanACallAndTheStoreSayNothingMeanwhile() throws Exception {
        try (SpoolFile file = new Spool(directory, 1 << 20).open()) {
            file.append(ByteBuffer.allocate(1 << 16));
            assertThatCode(() -> store.put("staged/1", file.whole())).doesNotThrowAnyException();
        }
    }

    @Test
    void aCallMayNot() {
        assertThatThrownBy(() -> store.put("packs/1", new byte[100], 100))
                .isInstanceOf(BlobStoreUnavailableException.class);
    }
}
