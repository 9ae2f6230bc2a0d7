package org.packetboat.mailbox.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.sasl.ScramKeys;
import org.packetboat.mail.sasl.ScramParameters;

final class ScramHashTest {
    private final ScramHash hash = new ScramHash(new SecureRandom(), 10);

    @Test
    void whatItMadeFits() {
        ScramKeys keys = hash.make("secret");

        assertThat(keys.fits("secret")).isTrue();
        assertThat(keys.fits("Secret")).isFalse();
        assertThat(keys.fits("")).isFalse();
        assertThat(keys.iterations()).isEqualTo(10);
        assertThat(keys).isNotEqualTo(hash.make("secret"));
    }

    @Test
    void nothingFitsTheUnfitting() {
        assertThat(hash.makeUnfitting(new ScramParameters(new byte[] {1}, 10)).fits("secret"))
                .isFalse();
    }
}
