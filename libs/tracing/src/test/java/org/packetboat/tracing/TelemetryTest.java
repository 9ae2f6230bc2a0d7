package org.packetboat.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TelemetryTest {
    private record Request(String path, String contentType, byte[] body) {}

    @Test
    void spansReachTheCollector() throws Exception {
        CompletableFuture<Request> received = new CompletableFuture<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/", exchange -> {
            received.complete(new Request(
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        try {
            String endpoint = "http://127.0.0.1:" + collector.getAddress().getPort();
            try (Telemetry telemetry = Telemetry.to(endpoint, "some-service")) {
                telemetry.tracer().spanBuilder("some-span").startSpan().end();
            }
            Request request = received.get(10, TimeUnit.SECONDS);
            assertThat(request.path()).isEqualTo("/v1/traces");
            assertThat(request.contentType()).isEqualTo("application/x-protobuf");
            assertThat(new String(request.body(), StandardCharsets.ISO_8859_1)).contains("some-service", "some-span");
        } finally {
            collector.stop(0);
        }
    }

    @Test
    void withoutACollectorItEndsAllTheSame() {
        Telemetry telemetry = Telemetry.to("http://127.0.0.1:1", "some-service");
        telemetry.tracer().spanBuilder("some-span").startSpan().end();
        telemetry.close();
        assertThat(telemetry.tracer().spanBuilder("late").startSpan().isRecording())
                .isFalse();
    }
}
