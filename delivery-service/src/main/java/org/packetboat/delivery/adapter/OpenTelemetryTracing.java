package org.packetboat.delivery.adapter;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.TopicNames;
import org.packetboat.contracts.TraceParent;
import org.packetboat.contracts.records.MailEvent.Step;
import org.packetboat.delivery.port.MessageTrace;
import org.packetboat.delivery.port.Tracing;
import org.packetboat.tracing.MailAttributes;
import org.packetboat.tracing.Telemetry;
import org.packetboat.tracing.TraceParents;

/** A span for every message, which continues the trace that came with it; a span for every batch, to which those of its messages are linked. */
public final class OpenTelemetryTracing implements Tracing {
    private final Telemetry telemetry;
    private final Tracer tracer;

    /** Closes the telemetry in the end. */
    public OpenTelemetryTracing(Telemetry telemetry) {
        this.telemetry = telemetry;
        this.tracer = telemetry.tracer();
    }

    @Override
    public MessageTrace message(TraceParent parent) {
        return new SpanTrace(
                consumer("deliver").setParent(TraceParents.context(parent)).startSpan());
    }

    @Override
    public Batch batch(int messages) {
        return new SpanBatch(consumer("deliver batch")
                .setNoParent()
                .setAttribute(MailAttributes.MESSAGING_BATCH, (long) messages)
                .startSpan());
    }

    @Override
    public void close() {
        telemetry.close();
    }

    private SpanBuilder consumer(String name) {
        return tracer.spanBuilder(name)
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute(MailAttributes.MESSAGING_SYSTEM, "kafka")
                .setAttribute(MailAttributes.MESSAGING_DESTINATION, TopicNames.MAIL_ACCEPTED);
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
