package org.packetboat.mail.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.packetboat.mail.sasl.Exchanges.utf8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.testkit.conformance.Covers;

class PlainExchangeTest {
    @Test
    @Covers({"RFC 4959 §4", "RFC 4959 §6"})
    void theClientIsAskedWithAnEmptyChallenge() throws InterruptedException {
        assertThat(Exchanges.challenge(exchange().start())).isEmpty();
    }

    /** RFC 4616 §4. */
    @ParameterizedTest
    @ValueSource(strings = {"\0tim\0tanstaaftanstaaf", "tim\0tim\0tanstaaftanstaaf", "TIM\0tim\0tanstaaftanstaaf"})
    void fits(String response) throws InterruptedException {
        assertThat(exchange().respond(utf8(response))).isEqualTo(new SaslStep.Authenticated<>("tim"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ursel\0tim\0tanstaaftanstaaf", "\0tim\0tanstaaftanstaaF", "\0kurt\0tanstaaftanstaaf"})
    void actingForAnotherIsRefusedLikeAWrongPassword(String response) {
        Exchanges.assertFails(exchange(), response);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tim", "\0tim", "\0\0x", "\0tim\0", "\0tim\0x\0", "\0tim\0x\0y"})
    void whatIsNoPlainResponseIsRefused(String response) {
        assertThatThrownBy(() -> exchange().respond(utf8(response)))
                .isInstanceOfSatisfying(
                        SyntaxException.class, e -> assertThat(e.offset()).isPositive());
    }

    /** RFC 4616 §2. */
    @ParameterizedTest
    @ValueSource(strings = {"\0tim\0\u00ad", "\0tim\0tanstaaftan\u0007staaf", "ti\u0007m\0ti\u0007m\0tanstaaftanstaaf"})
    void whatCannotBePreparedIsRefusedLikeAWrongPassword(String response) {
        Exchanges.assertFails(exchange(), response);
    }

    @Test
    void utf8Only() {
        assertThatThrownBy(() -> exchange().respond(new byte[] {0, 'a', 0, (byte) 0xff}))
                .isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> exchange().respond(utf8("\0" + "a".repeat(256) + "\0b")))
                .isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> exchange().respond(utf8("\0a\0" + "b".repeat(4_097))))
                .isInstanceOf(SyntaxException.class);
    }

    /** The command line and the administrator can set 1,024 characters. */
    @Test
    void aLongPasswordFits() throws InterruptedException {
        String password = "\u20ac".repeat(1_024);
        FakeAuthority authority = new FakeAuthority().add("ann", password, new byte[] {1}, 1);
        assertThat(new SaslServer<>(authority, Exchanges.TLS).begin("plain").respond(utf8("\0ann\0" + password)))
                .isEqualTo(new SaslStep.Authenticated<>("ann"));
    }

    @Test
    void anExchangeIsForOneAnswer() throws InterruptedException {
        SaslExchange<String> exchange = exchange();
        exchange.respond(utf8("\0tim\0tanstaaftanstaaf"));
        assertThatThrownBy(() -> exchange.respond(utf8("\0tim\0tanstaaftanstaaf")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(exchange::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFailedExchangeIsOver() {
        SaslExchange<String> exchange = exchange();
        Exchanges.assertFails(exchange, "\0tim\0x");
        assertThatThrownBy(() -> exchange.respond(utf8("\0tim\0tanstaaftanstaaf")))
                .isInstanceOf(IllegalStateException.class);
    }

    private static SaslExchange<String> exchange() {
        return new SaslServer<>(new FakeAuthority(), Exchanges.TLS).begin("PLAIN");
    }
}
