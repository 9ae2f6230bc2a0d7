package org.packetboat.smtp.adapter;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.TraceParent;
import org.packetboat.smtp.port.AcceptedMessage;
import org.packetboat.smtp.port.Tracing;
import org.packetboat.tracing.AcceptedMailSpans;
import org.packetboat.tracing.MailAttributes;
import org.packetboat.tracing.Telemetry;
import org.packetboat.tracing.TraceParents;

/** A span for every message: its trace begins here, and delivery continues it. */
public final class OpenTelemetryTracing extends AcceptedMailSpans implements Tracing {
    /** Closes the telemetry in the end. */
    public OpenTelemetryTracing(Telemetry telemetry) {
        super(telemetry);
    }

    @Override
    public Acceptance begin(DeliveryId id) {
        return new SpanAcceptance(span("accept", SpanKind.PRODUCER)
                .setNoParent()
                .setAttribute(MailAttributes.DELIVERY_ID, id.toString())
                .startSpan());
    }

    /** A span until it is closed. */
    private static final class SpanAcceptance implements Acceptance {
        private final Span span;
        private boolean accepted;

        SpanAcceptance(Span span) {
            this.span = span;
        }

        @Override
        public TraceParent parent() {
            return TraceParents.of(span);
        }

        @Override
        public void accepted(AcceptedMessage message) {
            accepted = true;
            span.setAttribute(
                    MailAttributes.RECIPIENTS, (long) message.recipients().size());
            span.setAttribute(MailAttributes.OCTETS, message.octets().size());
        }

        @Override
        public void close() {
            if (!accepted) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }
}
