package org.packetboat.tracing;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/** Telemetry on an exporter that tests can look into. */
public final class TestTelemetry {
    private TestTelemetry() {}

    public static Telemetry to(SpanExporter exporter) {
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                .build();
        return new Telemetry(
                OpenTelemetrySdk.builder().setTracerProvider(provider).build());
    }
}
