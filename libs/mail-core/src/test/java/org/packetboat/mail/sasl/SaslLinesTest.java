package org.packetboat.mail.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.testkit.conformance.Covers;

class SaslLinesTest {
    @Test
    void anEqualsSignIsAnEmptyInitialResponseAndNoOther() {
        assertThat(SaslLines.initialResponse(Octets.ascii("="))).isEmpty();
        assertThatThrownBy(() -> SaslLines.response(Octets.ascii("="))).isInstanceOf(SyntaxException.class);
        assertThat(SaslLines.response(Octets.EMPTY)).isEmpty();
    }

    @Test
    void aStarCancelsOnlyAsAResponse() {
        assertThat(SaslLines.cancels(Octets.ascii("*"))).isTrue();
        assertThat(SaslLines.cancels(Octets.ascii("**"))).isFalse();
        assertThatThrownBy(() -> SaslLines.initialResponse(Octets.ascii("*"))).isInstanceOf(SyntaxException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"YQ", "YQ=", "YR==", "YQ==\r", "YQ== ", " YQ==", "Y-_=", "YQ==YQ==", "YWI", "====", "**"})
    @Covers({"RFC 9051 §6.2.2", "RFC 4959 §3"})
    void base64IsStrict(String line) {
        assertThatThrownBy(() -> SaslLines.response(Octets.utf8(line)))
                .isInstanceOfSatisfying(
                        SyntaxException.class, e -> assertThat(e.offset()).isPositive());
    }

    @Test
    @Covers("RFC 4959 §6")
    void isBounded() {
        assertThat(SaslLines.response(Octets.ascii("A".repeat(12_288)))).hasSize(9_216);
        assertThatThrownBy(() -> SaslLines.response(Octets.ascii("A".repeat(12_292))))
                .isInstanceOf(LimitException.class);
    }

    @Test
    void challengesAreBase64() {
        assertThat(SaslLines.challenge(new byte[0])).isEmpty();
        assertThat(SaslLines.challenge(new byte[] {'a'})).isEqualTo("YQ==");
    }
}
