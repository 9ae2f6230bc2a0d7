package org.packetboat.delivery.fake;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.packetboat.delivery.adapter.OpenTelemetryTracing;
import org.packetboat.delivery.port.Tracing;
import org.packetboat.tracing.Telemetry;

/** The real tracing on an exporter that tests can look into. */
public final class TestTracing {
    private TestTracing() {}

    public static Tracing to(SpanExporter exporter) {
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                .build();
        return new OpenTelemetryTracing(new Telemetry(
                OpenTelemetrySdk.builder().setTracerProvider(provider).build()));
    }
}
