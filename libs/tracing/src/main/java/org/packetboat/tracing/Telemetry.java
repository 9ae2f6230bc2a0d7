package org.packetboat.tracing;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Spans on their way to a collector: OTLP over HTTP, in batches, on a thread of their own. What finds no room or no collector is dropped.
 * OpenTelemetry's own variables of the environment ({@code OTEL_TRACES_SAMPLER}, {@code OTEL_EXPORTER_OTLP_HEADERS} ...) are obeyed.
 */
public final class Telemetry implements AutoCloseable {
    private static final String SCOPE = "org.packetboat";
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final OpenTelemetrySdk sdk;

    /** Takes over an SDK that is set up already. */
    public Telemetry(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
    }

    /**
     * Starts it; nothing needs to be there yet.
     *
     * @param service name of the one that speaks
     * @param endpoint URL of the collector, without the path
     */
    public static Telemetry to(String endpoint, String service) {
        Map<String, String> defaults = Map.of(
                "otel.service.name",
                service,
                "otel.exporter.otlp.endpoint",
                endpoint,
                "otel.exporter.otlp.protocol",
                "http/protobuf",
                "otel.metrics.exporter",
                "none",
                "otel.logs.exporter",
                "none");
        return new Telemetry(AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> defaults)
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk());
    }

    /** Makes spans. */
    public Tracer tracer() {
        return sdk.getTracer(SCOPE);
    }

    /** Sends what is left, for a short time. */
    @Override
    public void close() {
        var unused = sdk.shutdown().join(CLOSE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
