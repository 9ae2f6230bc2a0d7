package org.packetboat.mail.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.mail.octets.Octets;

class TransferEncodingTest {
    private static final String LONGEST = "x".repeat(998);

    private static TransferEncoding of(String octets) {
        return TransferEncoding.of(Octets.of(octets.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "a", "a\r\n", "\u007f"})
    void fitsIntoSevenBits(String octets) {
        assertThat(of(octets)).isEqualTo(TransferEncoding.SEVEN_BIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0080", "a\r\n\u00ff\r\n"})
    void fitsIntoEightBits(String octets) {
        assertThat(of(octets)).isEqualTo(TransferEncoding.EIGHT_BIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "\u00ff\0", "\n", "\r", "a\n", "a\rb", "a\r\n\n", "\r\r\n"})
    void fitsIntoNoLines(String octets) {
        assertThat(of(octets)).isEqualTo(TransferEncoding.BINARY);
    }

    @Test
    void linesHaveAtMost998Octets() {
        assertThat(of(LONGEST + "\r\n" + LONGEST)).isEqualTo(TransferEncoding.SEVEN_BIT);
        assertThat(of("x" + LONGEST)).isEqualTo(TransferEncoding.BINARY);
        assertThat(of("x" + LONGEST + "\r\n")).isEqualTo(TransferEncoding.BINARY);
        assertThat(of("a\r\nx" + LONGEST + "\r\n")).isEqualTo(TransferEncoding.BINARY);
    }
}
