package org.packetboat.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.packetboat.mail.smtp.LineEndFilter.Treatment;
import org.packetboat.testkit.conformance.Covers;

/** Texts have R for CR, L for LF and 0 for NUL. */
@Covers("RFC 5321 §2.3.8")
class LineEndFilterTest {
    @ParameterizedTest
    @CsvSource({
        "aRLb, aRLb, false",
        "aLb, aRLb, true",
        "aRb, aRLb, true",
        "aR, aRL, true",
        "aRRLb, aRLRLb, true",
        "aLRb, aRLRLb, true",
        "aRLLb, aRLRLb, true",
        "RLRL, RLRL, false",
        "aRR, aRLRL, true",
        "L.L, RL.RL, true",
        "RL.L, RL.RL, true",
        "a, a, false"
    })
    void mends(String text, String mended, boolean isBare) throws InterruptedException {
        for (int cut = 0; cut <= text.length(); cut++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            LineEndFilter filter = new LineEndFilter(Treatment.MEND, out::write);
            feed(filter, text, cut);
            assertThat(out.toString(StandardCharsets.ISO_8859_1))
                    .as("cut at %d", cut)
                    .isEqualTo(octets(mended));
            assertThat(filter.hasBareLineEnd()).isEqualTo(isBare);
        }
    }

    @ParameterizedTest
    @CsvSource({"aRLb, false", "aLb, true", "aRb, true", "aR, true", "aRRLb, true", "aRLRL, false"})
    void remembers(String text, boolean isBare) throws InterruptedException {
        for (int cut = 0; cut <= text.length(); cut++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            LineEndFilter filter = new LineEndFilter(Treatment.REMEMBER, out::write);
            feed(filter, text, cut);
            assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo(octets(text));
            assertThat(filter.hasBareLineEnd()).as("cut at %d", cut).isEqualTo(isBare);
            assertThat(filter.hasNul()).isFalse();
        }
    }

    @Test
    void seesNul() throws InterruptedException {
        LineEndFilter filter = new LineEndFilter(Treatment.REMEMBER, (array, offset, length) -> {});
        feed(filter, "aRL0", 2);
        assertThat(filter.hasNul()).isTrue();
    }

    /** Whatever comes in, and however it is cut: what is mended has no bare line end, and mending it again changes nothing. */
    @Test
    void mendedIsMended() throws InterruptedException {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.append("RLa.".charAt(random.nextInt(4)));
            }
            String once = mended(text.toString(), random.nextInt(text.length() + 1));
            assertThat(once.replace("\r\n", "")).doesNotContain("\r", "\n");
            assertThat(mended(once, random.nextInt(once.length() + 1))).isEqualTo(once);
        }
    }

    private static String mended(String text, int cut) throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        feed(new LineEndFilter(Treatment.MEND, out::write), text, cut);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static void feed(LineEndFilter filter, String text, int cut) throws InterruptedException {
        byte[] octets = octets(text).getBytes(StandardCharsets.ISO_8859_1);
        if (cut > 0) {
            filter.octets(octets, 0, cut);
        }
        if (cut < octets.length) {
            filter.octets(octets, cut, octets.length - cut);
        }
        filter.finish();
    }

    private static String octets(String text) {
        return text.replace('R', '\r').replace('L', '\n').replace('0', '\0');
    }
}
