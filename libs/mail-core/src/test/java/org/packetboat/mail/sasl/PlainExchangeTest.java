package org.packetboat.mail.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.SyntaxException;

class PlainExchangeTest {
    @Test
    void theClientIsAskedWithAnEmptyChallenge() throws InterruptedException {
        SaslStep<String> step = exchange().start();
        assertThat(step)
                .isInstanceOfSatisfying(
                        SaslStep.Challenge.class, c -> assertThat(c.octets()).isEmpty());
    }

    /** RFC 4616 §4. */
    @ParameterizedTest
    @ValueSource(strings = {"\0tim\0tanstaaftanstaaf", "tim\0tim\0tanstaaftanstaaf"})
    void fits(String response) throws InterruptedException {
        assertThat(exchange().respond(octets(response))).isEqualTo(new SaslStep.Authenticated<>("tim"));
    }

    @Test
    void actingForAnotherIsRefused() {
        RefusedException refused = catchThrowableOfType(
                RefusedException.class, () -> exchange().respond(octets("Ursel\0tim\0tanstaaftanstaaf")));
        assertThat(refused.reason()).isEqualTo(Refusal.AUTHENTICATION_FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tim", "\0tim", "\0\0x", "\0tim\0", "\0tim\0x\0", "\0tim\0x\0y"})
    void whatIsNoPlainResponseIsRefused(String response) {
        assertThatThrownBy(() -> exchange().respond(octets(response))).isInstanceOf(SyntaxException.class);
    }

    @Test
    void utf8Only() {
        assertThatThrownBy(() -> exchange().respond(new byte[] {0, 'a', 0, (byte) 0xff}))
                .isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> exchange().respond(octets("\0" + "a".repeat(256) + "\0b")))
                .isInstanceOf(SyntaxException.class);
    }

    @Test
    void anExchangeIsForOneAnswer() throws InterruptedException {
        SaslExchange<String> exchange = exchange();
        exchange.respond(octets("\0tim\0tanstaaftanstaaf"));
        assertThatThrownBy(() -> exchange.respond(octets("\0tim\0tanstaaftanstaaf")))
                .isInstanceOf(IllegalStateException.class);
    }

    private static SaslExchange<String> exchange() {
        return new PlainExchange<>(new FakeAuthority());
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
