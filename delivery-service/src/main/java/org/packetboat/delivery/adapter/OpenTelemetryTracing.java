package org.packetboat.delivery.adapter;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.TraceParent;
import org.packetboat.contracts.records.MailEvent.Step;
import org.packetboat.delivery.port.MessageTrace;
import org.packetboat.delivery.port.Tracing;
import org.packetboat.tracing.AcceptedMailSpans;
import org.packetboat.tracing.MailAttributes;
import org.packetboat.tracing.Telemetry;
import org.packetboat.tracing.TraceParents;

/** A span for every message, which continues the trace that came with it; a span for every batch, to which those of its messages are linked. */
public final class OpenTelemetryTracing extends AcceptedMailSpans implements Tracing {
    /** Closes the telemetry in the end. */
    public OpenTelemetryTracing(Telemetry telemetry) {
        super(telemetry);
    }

    @Override
    public MessageTrace message(TraceParent parent) {
        return new SpanTrace(span("deliver", SpanKind.CONSUMER)
                .setParent(TraceParents.context(parent))
                .startSpan());
    }

    @Override
    public Batch batch(int messages) {
        return new SpanBatch(span("deliver batch", SpanKind.CONSUMER)
                .setNoParent()
                .setAttribute(MailAttributes.MESSAGING_BATCH, (long) messages)
                .startSpan());
    }

    /** The span of a message; each step is an attribute with the number of recipients that took it. */
    private static final class SpanTrace implements MessageTrace {
        private final Span span;
        private final Map<Step, Long> steps = new EnumMap<>(Step.class);

        SpanTrace(Span span) {
            this.span = span;
        }

        @Override
        public TraceParent parent() {
            return TraceParents.of(span);
        }

        @Override
        public void describe(DeliveryId id, int recipients, long octets) {
            span.setAttribute(MailAttributes.DELIVERY_ID, id.toString());
            span.setAttribute(MailAttributes.RECIPIENTS, (long) recipients);
            span.setAttribute(MailAttributes.OCTETS, octets);
        }

        @Override
        public synchronized void step(Step step) {
            String name = "packetboat." + step.name().toLowerCase(Locale.ROOT);
            span.setAttribute(name, steps.merge(step, 1L, Long::sum));
            if (step == Step.DEAD) {
                span.setStatus(StatusCode.ERROR);
            }
        }

        @Override
        public void end() {
            span.end();
        }
    }

    /** The span of a batch. */
    private static final class SpanBatch implements Batch {
        private final Span span;

        SpanBatch(Span span) {
            this.span = span;
        }

        @Override
        public void holds(MessageTrace message) {
            if (message instanceof SpanTrace one) {
                one.span.addLink(span.getSpanContext());
            }
        }

        @Override
        public void failed() {
            span.setStatus(StatusCode.ERROR);
        }

        @Override
        public void end() {
            span.end();
        }
    }
}
