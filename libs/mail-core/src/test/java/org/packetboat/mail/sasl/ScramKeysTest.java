package org.packetboat.mail.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** RFC 4616 §2, RFC 6856 §2.2: even if there were keys of it. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\u00ad", "pen\u0007cil", "\ufffd", "\u0627a"})
    void whatCannotBePreparedIsNoPassword(String password) {
        assertThat(ScramKeys.isPassword(password)).isFalse();
        assertThat(keys.fits(password)).isFalse();
        assertThatThrownBy(() -> ScramKeys.derive(password, new byte[] {1}, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContainingAny("pen", "\u0627");
    }

    @Test
    void oneSpellingIsAsGoodAsAnother() {
        assertThat(keys.fits("pen\u00adcil")).isTrue();
        assertThat(keys.fits("\uff50encil")).isTrue();
    }
}
