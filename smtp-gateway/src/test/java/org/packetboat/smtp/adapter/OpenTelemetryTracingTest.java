package org.packetboat.smtp.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.vertx.core.Vertx;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.TraceParent;
import org.packetboat.smtp.fake.FakeDirectory;
import org.packetboat.smtp.fake.FakeLog;
import org.packetboat.smtp.fake.FakeStagingArea;
import org.packetboat.smtp.fake.SmtpClient;
import org.packetboat.smtp.fake.TestGateway;
import org.packetboat.smtp.port.AcceptedMessage;
import org.packetboat.smtp.port.Tracing;
import org.packetboat.smtp.session.SmtpLimits;
import org.packetboat.tracing.MailAttributes;
import org.packetboat.tracing.TestTelemetry;

class OpenTelemetryTracingTest {
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final Tracing tracing = new OpenTelemetryTracing(TestTelemetry.to(spans));
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        tracing.close();
        vertx.close();
    }

    @Test
    void anAcceptedMessageIsASpanOfItsOwnTrace() throws Exception {
        FakeLog log = new FakeLog(FakeLog.Behaviour.ACKNOWLEDGES);
        send(log, "Subject: one\r\n\r\n");
        AcceptedMessage message = log.messages().getFirst();
        SpanData span = spans.getFinishedSpanItems().getFirst();
        assertThat(span.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(span.getParentSpanContext().isValid()).isFalse();
        assertThat(span.getAttributes().asMap())
                .containsEntry(MailAttributes.DELIVERY_ID, message.deliveryId().toString())
                .containsEntry(MailAttributes.RECIPIENTS, 1L)
                .containsEntry(MailAttributes.OCTETS, message.octets().size());
        assertThat(span.getAttributes().toString()).doesNotContain("@");
        assertThat(message.trace())
                .isEqualTo(new TraceParent("00-" + span.getTraceId() + "-" + span.getSpanId() + "-01"));
    }

    @Test
    void aMessageThatIsNotAcknowledgedIsAFailedSpan() throws Exception {
        send(new FakeLog(FakeLog.Behaviour.SILENT), "Subject: one\r\n\r\n");
        assertThat(spans.getFinishedSpanItems())
                .singleElement()
                .returns(StatusCode.ERROR, span -> span.getStatus().getStatusCode());
    }

    @Test
    void aMessageThatIsRefusedIsAFailedSpan() throws Exception {
        FakeLog log = new FakeLog(FakeLog.Behaviour.ACKNOWLEDGES);
        send(log, "bare\nline end\r\n");
        assertThat(log.messages()).isEmpty();
        assertThat(spans.getFinishedSpanItems())
                .singleElement()
                .returns(StatusCode.ERROR, span -> span.getStatus().getStatusCode());
    }

    @Test
    void twoMessagesAreTwoTraces() throws Exception {
        FakeLog log = new FakeLog(FakeLog.Behaviour.ACKNOWLEDGES);
        send(log, "one\r\n", "two\r\n");
        assertThat(spans.getFinishedSpanItems())
                .extracting(SpanData::getTraceId)
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    private void send(FakeLog log, String... messages) throws IOException {
        try (TestGateway gateway = new TestGateway(
                        vertx,
                        SmtpLimits.DEFAULTS,
                        new FakeDirectory(FakeDirectory.Presence.THERE),
                        new FakeStagingArea(FakeStagingArea.Behaviour.WORKS),
                        log,
                        tracing,
                        TestGateway.TRANSFER);
                SmtpClient client = new SmtpClient(gateway.port())) {
            for (String message : messages) {
                client.send(message);
            }
        }
    }
}
