package org.packetboat.imap;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.packetboat.testkit.config.OperationsPage;
import org.packetboat.testkit.conformance.Covers;

class ImapConfigTest {
    @Test
    void everyKeyIsInTheOperatorsPage() {
        OperationsPage.assertLists("imap-gateway", ImapConfig.class);
    }

    @Test
    @Covers({"RFC 3501 §5.4", "RFC 9051 §5.4"})
    void aClientMayBeIdleForHalfAnHour() throws NoSuchMethodException {
        WithDefault idle = Objects.requireNonNull(
                ImapConfig.Imap.class.getMethod("idleTimeout").getAnnotation(WithDefault.class));
        assertThat(Duration.parse("PT" + idle.value())).isGreaterThanOrEqualTo(Duration.ofMinutes(30));
    }
}
