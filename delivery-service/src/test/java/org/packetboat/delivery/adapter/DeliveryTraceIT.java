package org.packetboat.delivery.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.packetboat.delivery.adapter.DeliveryStage.PATIENCE;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.contracts.TopicNames;
import org.packetboat.contracts.TraceParent;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.delivery.fake.TestMail;
import org.packetboat.delivery.port.Mailboxes.Outcome;
import org.packetboat.delivery.port.Tracing;
import org.packetboat.tracing.MailAttributes;
import org.packetboat.tracing.TestTelemetry;

/** The trace of a message through whatever delivery makes of it. */
class DeliveryTraceIT {
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();

    @Test
    void whateverComesOfAMessageGoesOnWithItsTrace(@TempDir Path data) throws Exception {
        try (Tracing tracing = new OpenTelemetryTracing(TestTelemetry.to(spans));
                DeliveryStage stage = new DeliveryStage(data, tracing)) {
            stage.begin();
            follow(stage);
        }
    }

    private void follow(DeliveryStage stage) throws Exception {
        stage.mailboxes().answer(4601, Outcome.RETRY);
        stage.mailboxes().answer(4602, Outcome.GONE);
        stage.mailboxes().account("sender@mail.test", 4611);
        AcceptedMail mail = TestMail.to(4601, 4602, 4603);
        AcceptedMail lost = TestMail.staged(TestMail.to(4604), "staged/2026110100/traced", 100);
        try {
            stage.send(mail, new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
            stage.send(lost, new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4737-00f067aa0ba902b7-01"));
            await().atMost(PATIENCE)
                    .until(() -> stage.deferrals().count() == 1
                            && !stage.mailboxes().rows(4611).isEmpty());
            stage.mailboxes().answer(4601, Outcome.STORED);
            await().atMost(PATIENCE).until(() -> stage.deferrals().count() == 0);
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(ofTrace("4bf92f3577b34da6a3ce929d0e0e4736")).hasSizeGreaterThanOrEqualTo(3);
                assertThat(ofTrace("4bf92f3577b34da6a3ce929d0e0e4737")).hasSize(1);
            });
        } finally {
            stage.stopProcess();
        }
        SpanData delivered = span(DeliveryId.of(mail.getDeliveryId()), "packetboat.bounced");
        assertThat(delivered.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        SpanData triedAgain = span(DeliveryId.of(mail.getDeliveryId()), "packetboat.delivered", delivered.getSpanId());
        assertThat(triedAgain.getTraceId()).isEqualTo(delivered.getTraceId());
        assertThat(traceParents(stage, TopicNames.MAIL_ACCEPTED)).containsOnlyOnce(parent(delivered));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(traceParents(stage, TopicNames.MAIL_EVENTS))
                        .contains(parent(delivered), parent(triedAgain)));
        SpanData dead = span(DeliveryId.of(lost.getDeliveryId()), "packetboat.dead");
        assertThat(traceParents(stage, TopicNames.dead(TopicNames.MAIL_ACCEPTED)))
                .containsOnlyOnce(parent(dead));
        stage.store().put("staged/2026110100/traced", new byte[100], 100); // so that it is not dead a second time
        int replayed = stage.replay().replay();
        assertThat(replayed).isPositive();
        assertThat(traceParents(stage, TopicNames.MAIL_ACCEPTED)).containsOnlyOnce(parent(dead));
    }

    private List<SpanData> ofTrace(String traceId) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getTraceId().equals(traceId))
                .toList();
    }

    private SpanData span(DeliveryId id, String step) {
        return spans(id, step).findFirst().orElseThrow();
    }

    private SpanData span(DeliveryId id, String step, String parentSpanId) {
        return spans(id, step)
                .filter(span -> span.getParentSpanId().equals(parentSpanId))
                .findFirst()
                .orElseThrow();
    }

    private Stream<SpanData> spans(DeliveryId id, String step) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> id.toString().equals(span.getAttributes().get(MailAttributes.DELIVERY_ID)))
                .filter(span -> span.getAttributes().get(AttributeKey.longKey(step)) != null);
    }

    private static String parent(SpanData span) {
        return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-01";
    }

    private static List<String> traceParents(DeliveryStage stage, String topic) {
        return stage.records(topic).stream()
                .map(record -> TraceHeaders.read(record.headers()).value())
                .toList();
    }
}
