package org.packetboat.mail.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.packetboat.mail.sasl.Exchanges.assertFails;
import static org.packetboat.mail.sasl.Exchanges.challenge;
import static org.packetboat.mail.sasl.Exchanges.utf8;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Octets;

class BearerExchangeTest {
    private static final String TOKEN = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";

    /** RFC 7628 §4.1. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "n,a=user@example.com,\1host=server.example.com\1port=143\1auth=Bearer " + TOKEN + "\1\1",
                "n,,\1auth=Bearer " + TOKEN + "\1\1",
                "y,,\1auth=bearer " + TOKEN + "\1host=x\1\1"
            })
    void oauthBearer(String response) throws InterruptedException {
        assertThat(begin("OAUTHBEARER").respond(utf8(response)))
                .isEqualTo(new SaslStep.Authenticated<>("user@example.com"));
    }

    @Test
    void xoauth2() throws InterruptedException {
        assertThat(begin("XOAUTH2").respond(utf8("user=user@example.com\1auth=Bearer " + TOKEN + "\1\1")))
                .isEqualTo(new SaslStep.Authenticated<>("user@example.com"));
    }

    /** RFC 7628 §4.3: the error is a challenge, answered by one octet. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "n,,\1auth=Bearer wrong\1\1",
                "n,a=joe,\1auth=Bearer " + TOKEN + "\1\1",
                "n,,\1auth=\1\1",
                "n,,\1\1"
            })
    void oauthBearerFails(String response) throws InterruptedException {
        SaslExchange<String> exchange = begin("OAUTHBEARER");
        assertThat(challenge(exchange.start())).isEmpty();
        assertThat(challenge(exchange.respond(utf8(response)))).isEqualTo("{\"status\":\"invalid_token\"}");
        assertFails(exchange, "\1");
    }

    @Test
    void xoauth2Fails() throws InterruptedException {
        SaslExchange<String> exchange = begin("XOAUTH2");
        assertThat(challenge(exchange.respond(utf8("user=joe\1auth=Bearer " + TOKEN + "\1\1"))))
                .isEqualTo("{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"mail\"}");
        assertFails(exchange, "");
    }

    /** It has failed by then, and counts as that. */
    @Test
    void aClientThatCancelsBehindTheErrorHasFailed() throws InterruptedException {
        assertCancelling("n,,\1auth=Bearer wrong\1\1", Refusal.AUTHENTICATION_FAILED);
        assertCancelling("", Refusal.AUTHENTICATION_CANCELLED);
    }

    private static void assertCancelling(String response, Refusal refusal) {
        Octets initial = Octets.ascii(SaslLines.challenge(utf8(response)));
        assertThatThrownBy(() -> SaslDialogue.conduct(
                        begin("OAUTHBEARER"),
                        response.isEmpty() ? Optional.empty() : Optional.of(initial),
                        challenge -> Octets.ascii("*")))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(refusal));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\1",
                "n,,",
                "n,,\1",
                "n,,auth=Bearer x\1\1",
                "n,,\1auth=Bearer x\1",
                "n,,\1auth=Bearer x\1\1x",
                "n,,\1auth=Bearer x y\1\1",
                "n,,\1auth=Bearer \1\1",
                "n,,\1auth=Basic x\1\1",
                "n,,\1auth=Bearer x\1auth=Bearer y\1\1",
                "n,,\1=x\1\1",
                "n,,\1auth\1\1",
                "p=tls-exporter,,\1auth=Bearer x\1\1",
                "n,a=,\1auth=Bearer x\1\1",
                "n,a=x=,\1auth=Bearer x\1\1",
                "n,,\1host=\u00e4\1auth=Bearer x\1\1"
            })
    void whatIsNoOauthBearerResponse(String response) {
        assertThatThrownBy(() -> begin("OAUTHBEARER").respond(utf8(response))).isInstanceOf(SyntaxException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "user=\1auth=Bearer x\1\1",
                "auth=Bearer x\1\1",
                "user=a\1auth=Bearer x\1",
                "n,,\1auth=Bearer x\1\1"
            })
    void whatIsNoXoauth2Response(String response) {
        assertThatThrownBy(() -> begin("XOAUTH2").respond(utf8(response))).isInstanceOf(SyntaxException.class);
    }

    private static SaslExchange<String> begin(String mechanism) {
        FakeAuthority authority = new FakeAuthority().token(TOKEN, "user@example.com");
        return new SaslServer<>(authority, Exchanges.TLS, BearerTokens.ACCEPTED).begin(mechanism);
    }
}
