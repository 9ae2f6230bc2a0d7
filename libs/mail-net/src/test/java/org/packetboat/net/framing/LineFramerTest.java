package org.packetboat.net.framing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.packetboat.testkit.seed.Fragmenter;
import org.packetboat.testkit.seed.Seed;

class LineFramerTest {
    @Test
    void countsTheLineEndTowardsTheLimit() {
        assertThat(FramesOf.text(new LineFramer(6, LineEnd.CRLF), "abcd\r\nabcde\r\nx\r\n"))
                .containsExactly("line abcd", "overlong abcde\r\n", "line x");
    }

    @Test
    void takesALoneLineFeedOnlyWhereAllowed() {
        assertThat(FramesOf.text(new LineFramer(100, LineEnd.CRLF_OR_LF), "a\nb\r\n\n\r\nc\rd\n"))
                .containsExactly("lf-line a", "line b", "lf-line ", "line ", "lf-line c\rd");
        assertThat(FramesOf.text(new LineFramer(100, LineEnd.CRLF), "a\nb\r\n\r\n"))
                .containsExactly("line a\nb", "line ");
    }

    @Test
    void holdsNothingBetweenCommands() {
        LineFramer framer = new LineFramer(10, LineEnd.CRLF);
        assertThat(FramesOf.text(framer, "half")).isEmpty();
        assertThat(framer.midway()).isTrue();
        assertThat(FramesOf.text(framer, "\r\n")).containsExactly("line half");
        assertThat(framer.midway()).isFalse();
        assertThat(FramesOf.text(framer, "much too long")).isEmpty();
        assertThat(framer.midway()).isTrue();
        assertThat(FramesOf.text(framer, " still\r\n")).containsExactly("overlong much too long");
        assertThat(framer.midway()).isFalse();
    }

    /** Nobody waits for the end of a line for ever. */
    @Test
    void givesUpALineWithoutAnEnd() {
        LineFramer framer = new LineFramer(10, LineEnd.CRLF);
        String mebibyte = "x".repeat(1 << 20);
        assertThat(FramesOf.text(framer, mebibyte)).isEmpty();
        assertThat(FramesOf.text(framer, mebibyte)).isEmpty();
        assertThat(FramesOf.text(framer, "x")).containsExactly("given up");
        assertThat(FramesOf.text(framer, mebibyte + "\r\nline\r\n")).isEmpty();
        assertThat(framer.midway()).isFalse();
        assertThat(FramesOf.text(new LineFramer(10, LineEnd.CRLF), mebibyte + mebibyte + "\r\nline\r\n"))
                .containsExactly("given up");
        assertThat(FramesOf.text(new LineFramer(10, LineEnd.CRLF), mebibyte + "\r\nline\r\n"))
                .hasSize(2)
                .endsWith("line line");
    }

    @ParameterizedTest
    @EnumSource(LineEnd.class)
    void givesTheSameFramesWhereverTheOctetsAreCut(LineEnd lineEnd) {
        for (int n = 0; n < 2000; n++) {
            RandomGenerator random = Seed.random("lines" + lineEnd, n);
            byte[] octets = new byte[random.nextInt(80)];
            for (int i = 0; i < octets.length; i++) {
                octets[i] = (byte) "abc\r\n".charAt(random.nextInt(5));
            }
            List<String> whole = FramesOf.pieces(new LineFramer(12, lineEnd), List.of(octets));
            for (Fragmenter fragmenter : Fragmenter.values()) {
                assertThat(FramesOf.pieces(new LineFramer(12, lineEnd), fragmenter.cut(octets, random)))
                        .as(Seed.hint() + " case " + n + " " + fragmenter)
                        .map(LineFramerTest::withoutHead)
                        .isEqualTo(
                                whole.stream().map(LineFramerTest::withoutHead).toList());
            }
        }
    }

    /** How much of an overlong line is shown may depend on the cuts beyond the limit. */
    private static String withoutHead(String frame) {
        return frame.startsWith("overlong") ? frame.substring(0, Math.min(frame.length(), 20)) : frame;
    }
}
