package org.packetboat.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.packetboat.testkit.conformance.Covers;

@Covers("RFC 5321 §4.5.2")
class DotDecoderTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'.\r\n', ''",
        "'\r\n.\r\n', '\r\n'",
        "'hello\r\n.\r\n', 'hello\r\n'",
        "'..\r\n.\r\n', '.\r\n'",
        "'...\r\n.\r\n', '..\r\n'",
        "'.x\r\n.\r\n', 'x\r\n'",
        "'a.\r\n.b\r\n..c\r\n.\r\n', 'a.\r\nb\r\n.c\r\n'",
        "'a\r\n\r\n.\r\n', 'a\r\n\r\n'",
        "'\u0001\u007f\r\n.\r\n', '\u0001\u007f\r\n'",
        "'\0\r\n.\r\n', '\0\r\n'",
        "'\r\n.\0\r\n.\r\n', '\r\n\0\r\n'"
    })
    void dotsAreTakenOutAndTheEndIsFound(String stream, String message) throws InterruptedException {
        Decoded decoded = decode(stream + "QUIT\r\n", stream.length() + 6);
        assertThat(decoded.text()).isEqualTo(message);
        assertThat(decoded.rest()).isEqualTo("QUIT\r\n");
        assertThat(decoded.bareLineEnd()).isFalse();
        assertThat(decoded.nul()).isEqualTo(message.contains("\0"));
    }

    /** Every sequence that some server takes for the end, RFC 5321 §4.1.1.4 and CVE-2023-51764: here none of them is. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'a\n.\n', LF . LF",
        "'a\n.\r\n', LF . CR LF",
        "'a\r\n.\n', CR LF . LF",
        "'a\r.\r', CR . CR",
        "'a\r.\r\n', CR . CR LF",
        "'a\r\n.\r', CR LF . CR",
        "'a\n.\r', LF . CR",
        "'a\r.\n', CR . LF",
        "'a\r\n\n.\n', CR LF LF . LF",
        "'a\r\n.\r\r\n', CR LF . CR CR LF",
        "'a\r\r\n\n.\r\n', CR CR LF LF . CR LF",
        "'a\n\r.\n\r', LF CR . LF CR",
        "'a\r\n\0.\r\n', CR LF NUL . CR LF",
        "'a\r\n.\0\r\n', CR LF . NUL CR LF"
    })
    void nothingElseIsTheEnd(String stream, String name) throws InterruptedException {
        for (int cut = 1; cut <= stream.length(); cut++) {
            Decoded decoded = decode(stream + "MAIL FROM:<a@b>\r\n.\r\nQUIT\r\n", cut);
            assertThat(decoded.text()).as(name).contains("MAIL FROM:<a@b>");
            assertThat(decoded.rest()).as(name).isEqualTo("QUIT\r\n");
            assertThat(decoded.bareLineEnd()).as(name).isEqualTo(!name.contains("NUL"));
            assertThat(decoded.nul()).as(name).isEqualTo(name.contains("NUL"));
        }
    }

    @Test
    void crCrLfEndsTheLineAndIsRefused() throws InterruptedException {
        Decoded decoded = decode("a\r\r\n.\r\nQUIT\r\n", 64);
        assertThat(decoded.text()).isEqualTo("a\r\r\n");
        assertThat(decoded.rest()).isEqualTo("QUIT\r\n");
        assertThat(decoded.bareLineEnd()).isTrue();
    }

    static IntStream seeds() {
        long first = Long.getLong("seed", 1);
        return IntStream.range(0, 500).map(i -> (int) first + i);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatWasEncodedComesBackHoweverItIsCut(int seed) throws InterruptedException {
        Random random = new Random(seed);
        StringBuilder message = new StringBuilder();
        int pieces = random.nextInt(20);
        for (int i = 0; i < pieces; i++) {
            message.append(PIECES[random.nextInt(PIECES.length)]);
        }
        message.append("\r\n");
        String encoded = encode(message.toString(), random);
        Decoded decoded = decode(encoded + "RSET\r\n", 1 + random.nextInt(7));
        assertThat(decoded.text()).isEqualTo(message.toString());
        assertThat(decoded.rest()).isEqualTo("RSET\r\n");
        assertThat(decoded.bareLineEnd()).isFalse();
    }

    @Test
    void theEncoderEndsALineThatTheMessageDoesNotEnd() throws InterruptedException {
        assertThat(encode("a", new Random(1))).isEqualTo("a\r\n.\r\n");
        assertThat(encode("", new Random(1))).isEqualTo(".\r\n");
        assertThat(encode(".", new Random(1))).isEqualTo("..\r\n.\r\n");
    }

    private static final String[] PIECES = {"\r\n", ".", "..", "a", "text", "\r\n.", "\r\n..", "\r\n.\r\n", "\0"};

    private static String encode(String message, Random random) throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DotEncoder encoder = new DotEncoder();
        byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < octets.length; ) {
            int length = Math.min(octets.length - at, 1 + random.nextInt(5));
            encoder.encode(octets, at, length, out::write);
            at += length;
        }
        encoder.finish(out::write);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static Decoded decode(String stream, int cut) throws InterruptedException {
        byte[] octets = stream.getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DotDecoder decoder = new DotDecoder();
        int at = 0;
        while (at < octets.length && !decoder.atEnd()) {
            at += decoder.decode(octets, at, Math.min(cut, octets.length - at), out::write);
        }
        assertThat(decoder.atEnd()).isTrue();
        String rest = new String(octets, at, octets.length - at, StandardCharsets.ISO_8859_1);
        return new Decoded(out.toString(StandardCharsets.ISO_8859_1), rest, decoder.hasBareLineEnd(), decoder.hasNul());
    }

    private record Decoded(String text, String rest, boolean bareLineEnd, boolean nul) {}
}
