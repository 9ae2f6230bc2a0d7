package org.packetboat.imap.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.testkit.conformance.Covers;
import org.packetboat.testkit.seed.Seed;

@Covers("RFC 3501 §5.1.3")
class Mutf7Test {
    @ParameterizedTest
    @CsvSource({
        "INBOX, INBOX",
        "Entwürfe, Entw&APw-rfe",
        "~peter/mail/台北/日本語, '~peter/mail/&U,BTFw-/&ZeVnLIqe-'",
        "a&b, a&-b",
        "😀, &2D3eAA-",
        "Entwürfe 日本, Entw&APw-rfe &ZeVnLA-"
    })
    void spells(String name, String spelling) {
        assertThat(Mutf7.encode(name)).isEqualTo(spelling);
        assertThat(Mutf7.decode(spelling)).contains(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&",
                "a&b",
                "&AAA",
                "&AAA-",
                "&!-",
                "&AEE-",
                "&2D0-",
                "&3gA-",
                "&APwA-",
                "ü",
                "&U,BTFw-&ZeVnLIqe-",
                "&-&",
                "a\tb"
            })
    void refusesWhatIsNotWellFormed(String spelling) {
        assertThat(Mutf7.decode(spelling)).isEmpty();
    }

    @Test
    void isAWayThereAndBack() {
        RandomGenerator random = Seed.random("Mutf7Test");
        for (int i = 0; i < 2_000; i++) {
            StringBuilder name = new StringBuilder();
            int length = random.nextInt(12);
            for (int j = 0; j < length; j++) {
                int codePoint = random.nextInt(4) == 0 ? random.nextInt(0x20, 0x7f) : random.nextInt(1, 0x110000);
                if (codePoint < 0xd800 || codePoint > 0xdfff) {
                    name.appendCodePoint(codePoint);
                }
            }
            String spelling = Mutf7.encode(name.toString());
            assertThat(spelling).matches("[ -~]*");
            assertThat(Mutf7.decode(spelling)).contains(name.toString());
        }
    }
}
