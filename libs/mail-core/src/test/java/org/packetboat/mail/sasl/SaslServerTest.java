package org.packetboat.mail.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.sasl.SaslChannel.Confidentiality;
import org.packetboat.testkit.conformance.Covers;

class SaslServerTest {
    private static final SaslChannel CLEAR = SaslChannel.clear(Confidentiality.CLEAR);
    private static final SaslChannel EVERYTHING =
            new SaslChannel(Confidentiality.TLS, type -> Optional.of(new byte[] {1}), List.of("a@b"));

    @Test
    @Covers({"RFC 3501 §6.2.2", "RFC 9051 §6.2.2"})
    void offersWhatTheChannelIsGoodFor() {
        assertThat(offered(CLEAR, BearerTokens.ACCEPTED)).containsExactly("SCRAM-SHA-256");
        assertThat(offered(SaslChannel.clear(Confidentiality.CLEAR_ALLOWED), BearerTokens.NOT_ACCEPTED))
                .containsExactly("SCRAM-SHA-256", "PLAIN", "LOGIN");
        assertThat(offered(Exchanges.TLS, BearerTokens.ACCEPTED))
                .containsExactly("SCRAM-SHA-256", "OAUTHBEARER", "XOAUTH2", "PLAIN", "LOGIN");
        assertThat(offered(EVERYTHING, BearerTokens.ACCEPTED))
                .containsExactly(
                        "SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "EXTERNAL", "OAUTHBEARER", "XOAUTH2", "PLAIN", "LOGIN");
    }

    @Test
    void acceptsWhatItOffers() {
        for (SaslChannel channel : List.of(CLEAR, Exchanges.TLS, EVERYTHING)) {
            SaslServer<String> server = new SaslServer<>(new FakeAuthority(), channel, BearerTokens.ACCEPTED);
            for (Mechanism mechanism : Mechanism.values()) {
                if (server.mechanisms().contains(mechanism.wireName())) {
                    assertThat(server.begin(mechanism.wireName())).isNotNull();
                } else {
                    refusal(server, mechanism.wireName());
                }
            }
        }
    }

    @Test
    void saysWhyNot() {
        SaslServer<String> clear = new SaslServer<>(new FakeAuthority(), CLEAR);
        for (String mechanism : List.of("PLAIN", "LOGIN", "plain", "EXTERNAL", "SCRAM-SHA-256-PLUS")) {
            assertThat(refusal(clear, mechanism)).isEqualTo(Refusal.ENCRYPTION_REQUIRED);
        }
        for (String mechanism : List.of("OAUTHBEARER", "XOAUTH2", "CRAM-MD5", "", "PLAIN ", "SCRAM-SHA-1")) {
            assertThat(refusal(clear, mechanism)).isEqualTo(Refusal.UNKNOWN_MECHANISM);
        }
        assertThat(refusal(new SaslServer<>(new FakeAuthority(), Exchanges.TLS), "EXTERNAL"))
                .isEqualTo(Refusal.UNKNOWN_MECHANISM);
        assertThat(refusal(new SaslServer<>(new FakeAuthority(), CLEAR, BearerTokens.ACCEPTED), "XOAUTH2"))
                .isEqualTo(Refusal.ENCRYPTION_REQUIRED);
    }

    private static List<String> offered(SaslChannel channel, BearerTokens tokens) {
        return new SaslServer<>(new FakeAuthority(), channel, tokens).mechanisms();
    }

    private static Refusal refusal(SaslServer<String> server, String mechanism) {
        return catchThrowableOfType(RefusedException.class, () -> server.begin(mechanism))
                .reason();
    }
}
