package org.packetboat.mail.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.packetboat.mail.sasl.Exchanges.assertFails;
import static org.packetboat.mail.sasl.Exchanges.challenge;
import static org.packetboat.mail.sasl.Exchanges.utf8;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.sasl.SaslChannel.Confidentiality;

class LoginAndExternalTest {
    @Test
    void loginAsOutlookSpeaksIt() throws InterruptedException {
        SaslExchange<String> exchange = begin("LOGIN");
        assertThat(challenge(exchange.start())).isEqualTo("Username:");
        assertThat(challenge(exchange.respond(utf8("tim")))).isEqualTo("Password:");
        assertThat(exchange.respond(utf8("tanstaaftanstaaf"))).isEqualTo(new SaslStep.Authenticated<>("tim"));
    }

    @Test
    void loginWithTheNameAtOnce() throws InterruptedException {
        SaslExchange<String> exchange = begin("login");
        assertThat(challenge(exchange.respond(utf8("tim")))).isEqualTo("Password:");
        assertFails(exchange, "tanstaaf");
    }

    @Test
    void loginNeedsBoth() throws InterruptedException {
        assertThatThrownBy(() -> begin("LOGIN").respond(new byte[0])).isInstanceOf(SyntaxException.class);
        assertThatThrownBy(() -> begin("LOGIN").respond(utf8("t\0im"))).isInstanceOf(SyntaxException.class);
        SaslExchange<String> exchange = begin("LOGIN");
        exchange.respond(utf8("tim"));
        assertThatThrownBy(() -> exchange.respond(new byte[0])).isInstanceOf(SyntaxException.class);
    }

    /** RFC 4422 appendix A.1. */
    @Test
    void externalTakesTheCertificatesAddress() throws InterruptedException {
        SaslExchange<String> exchange = begin("EXTERNAL");
        assertThat(challenge(exchange.start())).isEmpty();
        assertThat(exchange.respond(new byte[0])).isEqualTo(new SaslStep.Authenticated<>("fred@example.com"));
        assertThat(begin("EXTERNAL").respond(utf8("tim"))).isEqualTo(new SaslStep.Authenticated<>("tim"));
        assertFails(begin("EXTERNAL"), "joe@example.com");
        assertThatThrownBy(() -> begin("EXTERNAL").respond(utf8("f\0d"))).isInstanceOf(SyntaxException.class);
    }

    private static SaslExchange<String> begin(String mechanism) {
        SaslChannel channel =
                new SaslChannel(Confidentiality.TLS, ChannelBinding.NONE, List.of("fred@example.com", "tim"));
        return new SaslServer<>(new FakeAuthority(), channel).begin(mechanism);
    }
}
