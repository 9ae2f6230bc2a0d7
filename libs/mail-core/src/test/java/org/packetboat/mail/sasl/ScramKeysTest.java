package org.packetboat.mail.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScramKeysTest {
    private final ScramKeys keys = ScramKeys.derive("pencil", new byte[] {1, 2}, 3);

    @Test
    void fit() {
        assertThat(keys.fits("pencil")).isTrue();
        assertThat(keys.fits("Pencil")).isFalse();
        assertThat(keys.fits("")).isFalse();
        assertThat(keys).isEqualTo(ScramKeys.derive("pencil", new byte[] {1, 2}, 3));
        assertThat(keys).isNotEqualTo(ScramKeys.derive("pencil", new byte[] {1, 3}, 3));
        assertThat(keys).isNotEqualTo(ScramKeys.derive("pencil", new byte[] {1, 2}, 4));
    }

    @Test
    void aProofHasItsLength() {
        assertThat(keys.verify(new byte[0], new byte[0])).isEmpty();
        assertThat(keys.verify(new byte[0], new byte[32])).isEmpty();
    }

    @Test
    void sayNothing() {
        assertThat(keys).hasToString("ScramKeys[iterations=3]");
    }

    /** RFC 4013 §3. */
    @ParameterizedTest
    @CsvSource({"I\u00adX, IX", "user, user", "USER, USER", "\u00aa, a", "\u2168, IX", "a\u00a0b, a b"})
    void preparesAsSaslprepDoes(String text, String prepared) {
        assertThat(SaslPrep.prepare(text)).isEqualTo(prepared);
    }
}
