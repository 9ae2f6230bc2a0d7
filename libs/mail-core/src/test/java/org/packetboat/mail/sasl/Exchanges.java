package org.packetboat.mail.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.sasl.SaslChannel.Confidentiality;

/** Conversations in tests. */
final class Exchanges {
    static final SaslChannel TLS = new SaslChannel(Confidentiality.TLS, ChannelBinding.NONE, List.of());

    private Exchanges() {}

    /** A TLS connection with this exporter value. */
    static SaslChannel bound(String exporter) {
        return new SaslChannel(
                Confidentiality.TLS,
                type -> type.equals(ChannelBinding.TLS_EXPORTER) ? Optional.of(utf8(exporter)) : Optional.empty(),
                List.of());
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The challenge that this step is. */
    static String challenge(SaslStep<String> step) {
        assertThat(step).isInstanceOf(SaslStep.Challenge.class);
        return new String(((SaslStep.Challenge<String>) step).octets(), StandardCharsets.UTF_8);
    }

    static void assertFails(SaslExchange<String> exchange, String response) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> exchange.respond(utf8(response)));
        assertThat(refused).isNotNull();
        assertThat(refused.reason()).isEqualTo(Refusal.AUTHENTICATION_FAILED);
    }
}
