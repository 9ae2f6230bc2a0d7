package org.packetboat.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.mail.message.MessageGenerator.Sample;
import org.packetboat.mail.message.MessageGenerator.Transport;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;
import org.packetboat.testkit.conformance.Covers;
import org.packetboat.testkit.seed.Seed;

class SevenBitFormTest {
    private static final String LONG = "x".repeat(2_000);

    @Test
    @Covers("RFC 6152 §3")
    void aTextIsQuotedPrintable() {
        assertThat(converted("""
                        MIME-Version: 1.0
                        Content-Type: text/plain; charset=utf-8
                        Content-Transfer-Encoding: 8bit
                        Subject: Hi

                        Grüße = ja\t
                        .
                        """)).contains(crlf("""
                        MIME-Version: 1.0
                        Content-Type: text/plain; charset=utf-8
                        Subject: Hi
                        Content-Transfer-Encoding: quoted-printable

                        Gr=C3=BC=C3=9Fe =3D ja=09
                        .
                        """));
    }

    @Test
    void onlyPartsThatNeedItAreEncoded() {
        assertThat(converted("""
                        MIME-Version: 1.0
                        Content-Type: multipart/mixed; boundary=b
                        Content-Transfer-Encoding: 8bit

                        --b

                        plain
                        --b
                        Content-Type: text/html; charset=utf-8
                        Content-Transfer-Encoding:
                         8bit

                        <p>ü</p>
                        --b
                        Content-Type: application/octet-stream
                        Content-Transfer-Encoding: 8bit

                        ü
                        --b--
                        """)).contains(crlf("""
                        MIME-Version: 1.0
                        Content-Type: multipart/mixed; boundary=b
                        Content-Transfer-Encoding: 7bit

                        --b

                        plain
                        --b
                        Content-Type: text/html; charset=utf-8
                        Content-Transfer-Encoding: quoted-printable

                        <p>=C3=BC</p>
                        --b
                        Content-Type: application/octet-stream
                        Content-Transfer-Encoding: base64

                        w7w=
                        --b--
                        """));
    }

    @Test
    void aMessageInsideIsEncodedInItsOwnParts() {
        assertThat(converted("""
                        MIME-Version: 1.0
                        Content-Type: message/rfc822
                        Content-Transfer-Encoding: 8bit

                        Subject: inside
                        Content-Type: text/plain; charset=utf-8

                        ü
                        """)).contains(crlf("""
                        MIME-Version: 1.0
                        Content-Type: message/rfc822
                        Content-Transfer-Encoding: 7bit

                        Subject: inside
                        Content-Type: text/plain; charset=utf-8
                        Content-Transfer-Encoding: quoted-printable

                        =C3=BC
                        """));
    }

    @Test
    @Covers("RFC 5321 §4.5.3.1.6")
    void longLinesOfATextWithoutMimeMakeItMime() {
        String converted = converted("Subject: long\n\n" + LONG + "\n").orElseThrow();
        assertThat(converted).startsWith(crlf("""
                        Subject: long
                        MIME-Version: 1.0
                        Content-Type: text/plain; charset=us-ascii
                        Content-Transfer-Encoding: quoted-printable

                        """)).contains("=\r\n");
        assertThat(converted.lines()).allMatch(line -> line.length() <= 76);
    }

    @Test
    void aBrokenLineDoesNotGoOnLikeADelimiter() {
        String converted = converted("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nü"
                        + "x".repeat(69) + "--b\n--b--\n")
                .orElseThrow();
        assertThat(converted).contains("x=\r\n=2D-b\r\n--b--\r\n");
    }

    @Test
    void base64InOneLineIsFolded() {
        String converted = converted("MIME-Version: 1.0\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n"
                        + "QUJD".repeat(500) + "\n")
                .orElseThrow();
        assertThat(converted.lines()).allMatch(line -> line.length() <= 76);
        assertThat(decoded(octets(converted))).containsExactly(Octets.ascii("ABC".repeat(500)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MIME-Version: 1.0\nDKIM-Signature: v=1; a=rsa-sha256\n\nü\n",
                "MIME-Version: 1.0\nARC-Seal: i=1\n\nü\n",
                "MIME-Version: 1.0\nContent-Type: message/rfc822\n\nMIME-Version: 1.0\nDKIM-Signature: v=1; a=rsa-sha256\n\nü\n",
                "MIME-Version: 1.0\nContent-Type: multipart/signed; boundary=b\n\n--b\n\nü\n--b\n\n--b--\n",
                "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: Multipart/Signed; boundary=b\n\n"
                        + "--b\n\nü\n--b\n\n--b--\n--a--\n",
                "Subject: no MIME\n\nü\n",
                "Content-Type: text/plain; charset=utf-8\n\nü\n",
                "MIME-Version: 1.0\nContent-Type: message/delivery-status\n\nü\n",
                "MIME-Version: 1.0\nContent-Type: multipart/mixed\n\nü\n",
                "MIME-Version: 1.0\nContent-Transfer-Encoding: x-uuencode\n\nü\n"
            })
    void whatWouldBreakIsNotWrittenAnew(String message) {
        assertThat(converted(message)).isEmpty();
    }

    static Stream<Sample> samples() {
        List<Sample> samples = new ArrayList<>(OddMessages.smtp());
        for (int i = 0; i < 300; i++) {
            long seed = Seed.value() + i;
            samples.add(new Sample("generated-" + seed, () -> new MessageGenerator(seed, Transport.SMTP).next()));
        }
        return samples.stream();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void decodedItIsTheSame(Sample sample) {
        Octets message = Octets.of(withMime(sample.octets().get()));
        Optional<Octets> converted = convert(message, message.length());
        if (converted.isEmpty()) {
            return;
        }
        RandomGenerator random = new SplittableRandom(Seed.value());
        assertThat(convert(message, 1 + random.nextInt(50))).as(Seed.hint()).isEqualTo(converted);
        List<Part> before = MessageMetadata.of(message).partIndex().parts();
        List<Part> after = MessageMetadata.of(converted.get()).partIndex().parts();
        assertThat(after)
                .extracting(Part::kind)
                .isEqualTo(before.stream().map(Part::kind).toList());
        assertThat(after)
                .extracting(Part::text)
                .isEqualTo(before.stream().map(Part::text).toList());
        assertThat(decoded(converted.get())).isEqualTo(decoded(message));
        for (Part part : after) {
            if (part.kind() == Part.Kind.LEAF) {
                assertThat(converted
                                .get()
                                .slice((int) part.bodyStart(), (int) part.bodyEnd())
                                .toByteArray())
                        .as(Seed.hint())
                        .satisfies(SevenBitFormTest::isSevenBit);
            }
        }
    }

    private static void isSevenBit(byte[] body) {
        int inLine = 0;
        for (byte octet : body) {
            assertThat(octet).isGreaterThan((byte) 0);
            inLine = octet == '\n' ? 0 : inLine + 1;
            assertThat(inLine).isLessThanOrEqualTo(999);
        }
    }

    private static byte[] withMime(byte[] message) {
        return Octets.ascii("MIME-Version: 1.0\r\n").concat(Octets.of(message)).toByteArray();
    }

    private static List<Octets> decoded(Octets message) {
        List<Octets> bodies = new ArrayList<>();
        for (Part part : MessageMetadata.of(message).partIndex().parts()) {
            if (part.kind() == Part.Kind.LEAF) {
                OctetsBuilder out = new OctetsBuilder();
                int from = message.offset() + (int) part.bodyStart();
                TransferDecoder.of(part.encoding())
                        .decode(message.array(), from, message.offset() + (int) part.bodyEnd(), out);
                bodies.add(out.build());
            }
        }
        return bodies;
    }

    private static Optional<String> converted(String message) {
        Octets octets = octets(crlf(message));
        return convert(octets, octets.length()).map(Octets::utf8);
    }

    private static Octets octets(String text) {
        return Octets.utf8(text);
    }

    private static String crlf(String text) {
        return text.replace("\n", "\r\n");
    }

    /** In pieces of this size. */
    static Optional<Octets> convert(Octets message, int piece) {
        SevenBitForm.Survey survey =
                new SevenBitForm.Survey(MessageMetadata.of(message).partIndex());
        inPieces(message, piece, survey::accept);
        return survey.finish().map(form -> {
            SevenBitForm.Writer writer = form.writer();
            OctetsBuilder out = new OctetsBuilder();
            inPieces(message, piece, (array, from, length) -> writer.accept(array, from, length, out));
            writer.finish(out);
            return out.build();
        });
    }

    private interface Taker {
        void take(byte[] array, int from, int length);
    }

    private static void inPieces(Octets message, int piece, Taker taker) {
        byte[] array = message.toByteArray();
        for (int at = 0; at < array.length; at += piece) {
            byte[] copy = new byte[Math.min(piece, array.length - at)];
            System.arraycopy(array, at, copy, 0, copy.length);
            taker.take(copy, 0, copy.length);
        }
    }

    @Test
    void whatNeedsNothingStaysAsItIs() {
        String message = "MIME-Version: 1.0\nContent-Type: text/plain\n\nplain\n";
        assertThat(converted(message)).contains(crlf(message));
    }
}
