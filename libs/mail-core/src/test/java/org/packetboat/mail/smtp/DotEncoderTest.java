package org.packetboat.mail.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.packetboat.testkit.seed.Fragmenter;
import org.packetboat.testkit.seed.Seed;

class DotEncoderTest {
    @Test
    void stuffsAndEnds() throws InterruptedException {
        assertThat(encode(List.of(".\r\n..a\r\nb.c\r\n".getBytes(US_ASCII)))).isEqualTo("..\r\n...a\r\nb.c\r\n.\r\n");
        assertThat(encode(List.of())).isEqualTo(".\r\n");
        assertThat(encode(List.of("no end".getBytes(US_ASCII)))).isEqualTo("no end\r\n.\r\n");
        assertThat(encode(List.of("\n.\r.".getBytes(US_ASCII)))).isEqualTo("\n.\r.\r\n.\r\n");
    }

    /** Of a binary body, whose lines end in whatever its author liked; most mail programs read lines up to an LF. */
    @Test
    void stuffsBehindALoneLineFeedForThoseWhoTakeItForAnEnd() throws InterruptedException {
        byte[] message = "a\n.\nb\r.\r\n.\n.".getBytes(US_ASCII);
        for (int cut = 0; cut <= message.length; cut++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            DotEncoder encoder = new DotEncoder(DotEncoder.LineStart.BEHIND_LF);
            encoder.encode(message, 0, cut, out::write);
            encoder.encode(message, cut, message.length - cut, out::write);
            encoder.finish(out::write);
            assertThat(out.toString(US_ASCII)).isEqualTo("a\n..\nb\r.\r\n..\n..\r\n.\r\n");
        }
    }

    @Test
    void doesSoWhereverTheMessageIsCut() throws InterruptedException {
        for (int n = 0; n < 2000; n++) {
            RandomGenerator random = Seed.random("dots", n);
            byte[] message = new byte[random.nextInt(40)];
            for (int i = 0; i < message.length; i++) {
                message[i] = (byte) "..\r\n\r\nx".charAt(random.nextInt(7));
            }
            String text = new String(message, US_ASCII);
            String stuffed = ("\r\n" + text).replace("\r\n.", "\r\n..").substring(2);
            String expected = stuffed.isEmpty() || stuffed.endsWith("\r\n") ? stuffed + ".\r\n" : stuffed + "\r\n.\r\n";
            for (Fragmenter fragmenter : Fragmenter.values()) {
                assertThat(encode(fragmenter.cut(message, random)))
                        .as(Seed.hint() + " case " + n)
                        .isEqualTo(expected);
            }
        }
    }

    private static String encode(List<byte[]> pieces) throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DotEncoder encoder = new DotEncoder();
        for (byte[] piece : pieces) {
            encoder.encode(piece, 0, piece.length, out::write);
        }
        encoder.finish(out::write);
        return out.toString(US_ASCII);
    }
}
