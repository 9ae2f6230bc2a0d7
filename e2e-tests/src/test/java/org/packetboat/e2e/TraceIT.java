package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One trace a message across the services (architecture 3.6). */
class TraceIT {
    @Test
    void theMailboxIsReachedInTheTraceThatBeganAtData() throws Exception {
        try (SpanCollector collector = new SpanCollector();
                Stack stack = Stack.start(
                        Map.of("PACKETBOAT_TRACING_ENDPOINT", collector.url(), "OTEL_BSP_SCHEDULE_DELAY", "100"),
                        List.of())) {
            stack.addAccount("traced@mail.test", "secret");
            byte[] message = "Subject: traced\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            try (SmtpWire smtp = new SmtpWire(stack.smtp(), Duration.ofSeconds(30))) {
                assertThat(smtp.send("bob@mail.test", List.of("traced@mail.test"), message))
                        .isEqualTo(250);
            }
            Await.until(
                    "spans of both services",
                    () -> collector.named("accept").isPresent()
                            && collector.named("deliver").isPresent()
                            && collector.named("deliver batch").isPresent());
            SpanCollector.Span accepted = collector.named("accept").orElseThrow();
            SpanCollector.Span delivered = collector.named("deliver").orElseThrow();
            assertThat(accepted.service()).isEqualTo("smtp-gateway");
            assertThat(accepted.parentId()).isEmpty();
            assertThat(delivered.service()).isEqualTo("delivery-service");
            assertThat(delivered.traceId()).isEqualTo(accepted.traceId());
            assertThat(delivered.parentId()).isEqualTo(accepted.id());
        }
    }
}
