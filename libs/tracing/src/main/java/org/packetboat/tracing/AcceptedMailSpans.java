package org.packetboat.tracing;

import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import org.packetboat.contracts.TopicNames;

/** What both ends of {@code mail.accepted} share: their spans say in the same words which topic it is. */
public abstract class AcceptedMailSpans implements AutoCloseable {
    private final Telemetry telemetry;
    private final Tracer tracer;

    /** Closes the telemetry in the end. */
    protected AcceptedMailSpans(Telemetry telemetry) {
        this.telemetry = telemetry;
        this.tracer = telemetry.tracer();
    }

    /** A span of the one end or the other. */
    protected final SpanBuilder span(String name, SpanKind kind) {
        return tracer.spanBuilder(name)
                .setSpanKind(kind)
                .setAttribute(MailAttributes.MESSAGING_SYSTEM, "kafka")
                .setAttribute(MailAttributes.MESSAGING_DESTINATION, TopicNames.MAIL_ACCEPTED);
    }

    @Override
    public final void close() {
        telemetry.close();
    }
}
