package org.packetboat.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.contracts.TraceParent;

class TraceParentsTest {
    /** W3C Trace Context §3.2.2.5. */
    private static final String EXAMPLE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void aHeaderIsContinued() {
        TraceParent parent = TraceParent.of(EXAMPLE.getBytes(StandardCharsets.US_ASCII));
        SpanContext context = Span.fromContext(TraceParents.context(parent)).getSpanContext();
        assertThat(context.getTraceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(context.getSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(context.isSampled()).isTrue();
    }

    @Test
    void aSpanIsWhatOthersContinue() {
        try (SdkTracerProvider provider = SdkTracerProvider.builder().build()) {
            Span span = provider.get("test")
                    .spanBuilder("one")
                    .setParent(TraceParents.context(new TraceParent(EXAMPLE)))
                    .startSpan();
            assertThat(TraceParents.of(span).value())
                    .isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-"
                            + span.getSpanContext().getSpanId() + "-01");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            })
    void whatMakesNoSenseIsNotContinued(String header) {
        assertThat(TraceParents.context(TraceParent.of(header))).isSameAs(Context.root());
    }

    @Test
    void aHeaderThatIsTooLongIsNone() {
        assertThat(TraceParent.of(new byte[300])).isEqualTo(TraceParent.NONE);
    }

    @Test
    void nothingIsContinuedOfNoSpan() {
        assertThat(TraceParents.of(Span.getInvalid())).isEqualTo(TraceParent.NONE);
    }
}
