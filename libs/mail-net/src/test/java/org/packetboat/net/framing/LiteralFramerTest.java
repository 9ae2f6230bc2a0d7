package org.packetboat.net.framing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.packetboat.testkit.conformance.Covers;
import org.packetboat.testkit.seed.Fragmenter;
import org.packetboat.testkit.seed.Seed;

class LiteralFramerTest {
    private static LiteralFramer framer(int limit) {
        return new LiteralFramer(limit, LineEnd.CRLF_OR_LF, LiteralFramerTest::decide);
    }

    private static LiteralPolicy.Decision decide(byte[] command, int line, int length, LiteralHeader literal) {
        return switch (command[0]) {
            case 's' -> LiteralPolicy.Decision.STREAM;
            case 'r' -> LiteralPolicy.Decision.REFUSE;
            default -> LiteralPolicy.Decision.INLINE;
        };
    }

    @Test
    @Covers("RFC 7888 §3")
    void inlinesLiteralsAsTheyWereSent() {
        assertThat(FramesOf.text(framer(100), "a LOGIN {5+}\r\nal\r\nx {2+}\r\n\"\n\r\nb\r\n"))
                .containsExactly("line a LOGIN {5+}\r\nal\r\nx {2+}\r\n\"\n", "line b");
    }

    @Test
    void tellsThePolicyWhichLiteralIsTheFirst() {
        List<Integer> lines = new ArrayList<>();
        LiteralFramer framer = new LiteralFramer(100, LineEnd.CRLF_OR_LF, (command, line, length, literal) -> {
            lines.add(line);
            return decide(command, line, length, literal);
        });
        FramesOf.text(framer, "a {2+}\r\nbc {0+}\r\n{0+}\r\n\r\nb {0+}\r\n\r\nr {0+}\r\n\r\nb {0+}\r\n\r\n");
        assertThat(lines).containsExactly(0, 10, 17, 0, 0, 0);
    }

    @Test
    void asksForSynchronisingLiterals() {
        assertThat(FramesOf.text(framer(100), "a {3}\r\nabc {0}\r\n d\r\n"))
                .containsExactly("prompt", "prompt", "line a {3}\r\nabc {0}\r\n d");
    }

    @Test
    void refusesWhatDoesNotFitTheCommand() {
        assertThat(FramesOf.text(framer(20), "a {30+}\r\n" + "x".repeat(30) + " {2+}\r\nyy rest\r\nb\r\n"))
                .containsExactly("refused a {30+}\r\n30", "line b");
        assertThat(FramesOf.text(framer(20), "a {30}\r\nb\r\n")).containsExactly("refused a {30}\r\n30", "line b");
        assertThat(FramesOf.text(framer(100), "r {3+}\r\n123 {9}\r\nb\r\n"))
                .containsExactly("refused r {3+}\r\n3", "line b");
    }

    @Test
    void thePolicyMayAllowLessForAWhile() {
        int[] most = {10};
        LiteralFramer framer = new LiteralFramer(20, LineEnd.CRLF_OR_LF, new LiteralPolicy() {
            @Override
            public Decision decide(byte[] command, int line, int length, LiteralHeader literal) {
                return LiteralFramerTest.decide(command, line, length, literal);
            }

            @Override
            public int mostHeld() {
                return most[0];
            }
        });
        String line = "b" + "x".repeat(12) + "\r\n";
        assertThat(FramesOf.text(framer, line)).containsExactly("overlong " + line);
        assertThat(FramesOf.text(framer, "a {9}\r\n")).containsExactly("refused a {9}\r\n9");
        most[0] = 30;
        assertThat(FramesOf.text(framer, line + line + "x".repeat(10)))
                .containsExactly("line " + line.strip(), "line " + line.strip());
        assertThat(FramesOf.text(framer, "x".repeat(10) + "\r\n")).hasSize(1).allMatch(f -> f.startsWith("overlong"));
    }

    @Test
    void skipsOverlongCommandsWithTheirLiterals() {
        assertThat(FramesOf.text(framer(20), "tag " + "y".repeat(30) + " {4+}\r\n\r\n\r\n end\r\nb\r\n"))
                .containsExactly("overlong tag " + "y".repeat(30) + " {4+}\r\n", "line b");
        assertThat(FramesOf.text(framer(20), "tag " + "y".repeat(30) + " {4}\r\nb\r\n"))
                .containsExactly("overlong tag " + "y".repeat(30) + " {4}\r\n", "line b");
    }

    @Test
    void givesUpWhenThereIsMoreToSkipThanThePolicyBears() {
        assertThat(FramesOf.text(bearing(40), "r {41+}\r\nb\r\n")).containsExactly("given up");
        assertThat(FramesOf.text(bearing(40), "r {20+}\r\n" + "x".repeat(20) + " {17+}\r\nb\r\n"))
                .containsExactly("given up");
        assertThat(FramesOf.text(bearing(40), "r {20+}\r\n" + "x".repeat(20) + " {9+}\r\n123456789\r\nb\r\n"))
                .containsExactly("refused r {20+}\r\n20", "line b");
        assertThat(FramesOf.text(bearing(40), "a " + "y".repeat(200) + "\r\nb\r\n"))
                .containsExactly("given up");
        assertThat(FramesOf.text(bearing(40), "r {41}\r\nb\r\n")).containsExactly("refused r {41}\r\n41", "line b");
    }

    private static LiteralFramer bearing(long octets) {
        return new LiteralFramer(100, LineEnd.CRLF_OR_LF, new LiteralPolicy() {
            @Override
            public Decision decide(byte[] command, int line, int length, LiteralHeader literal) {
                return LiteralFramerTest.decide(command, line, length, literal);
            }

            @Override
            public long mostSkipped() {
                return octets;
            }
        });
    }

    @Test
    @Covers("RFC 7888 §3")
    void takesOnlyWholeAnnouncementsForLiterals() {
        assertThat(FramesOf.text(framer(100), "a {}\r\n{1}x\r\na {1\r\na 1}\r\na {1-}\r\na {+}\r\n"))
                .containsExactly("line a {}", "line {1}x", "line a {1", "line a 1}", "line a {1-}", "line a {+}");
    }

    /** What a parser takes for an announcement must be one here, however many digits it has. */
    @Test
    void takesAnnouncementsOfAnyLength() {
        assertThat(FramesOf.text(framer(100), "a {0000000000000000000000000003+}\r\nabc\r\nb\r\n"))
                .containsExactly("line a {0000000000000000000000000003+}\r\nabc", "line b");
        for (String huge : List.of("{9223372036854775807", "{18446744073709551617", "{" + "9".repeat(60))) {
            assertThat(FramesOf.text(framer(100), huge + "}\r\nb\r\n"))
                    .containsExactly("refused " + huge + "}\r\n999999999999999999", "line b");
            assertThat(FramesOf.text(bearing(40), huge + "+}\r\nb\r\n")).containsExactly("given up");
        }
    }

    @Test
    void handsOverAStreamAndGoesOnBehindIt() {
        LiteralFramer framer = framer(100);
        assertThat(FramesOf.text(framer, "s {9+}\r\n")).containsExactly("pending s {9+}\r\n9");
        framer.literalDone();
        assertThat(FramesOf.text(framer, " (more)\r\nb\r\n")).containsExactly("line  (more)", "line b");
        assertThat(FramesOf.text(framer, "s {9+}\r\n")).hasSize(1);
        framer.discardCommand();
        assertThat(FramesOf.text(framer, " (more) {2+}\r\nxx\r\nb\r\n")).containsExactly("line b");
    }

    @Test
    void givesTheSameFramesWhereverTheOctetsAreCut() {
        for (int n = 0; n < 3000; n++) {
            RandomGenerator random = Seed.random("literals", n);
            byte[] octets = commands(random).getBytes(ISO_8859_1);
            List<String> whole = FramesOf.pieces(framer(40), List.of(octets));
            for (Fragmenter fragmenter : Fragmenter.values()) {
                assertThat(FramesOf.pieces(framer(40), fragmenter.cut(octets, random)))
                        .as(Seed.hint() + " case " + n + " " + fragmenter + " " + new String(octets, ISO_8859_1))
                        .map(LiteralFramerTest::withoutHead)
                        .isEqualTo(whole.stream()
                                .map(LiteralFramerTest::withoutHead)
                                .toList());
            }
        }
    }

    private static String commands(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        while (random.nextInt(8) > 0) {
            switch (random.nextInt(7)) {
                case 0 -> text.append("\r\n");
                case 1 -> text.append('\n');
                case 2 -> {
                    int n = random.nextInt(12);
                    text.append('{').append(n).append("+}\r\n").append("x\r\n{1}".repeat(2), 0, n);
                }
                case 3 -> text.append("{3}\r\n");
                case 4 -> text.append("r ");
                case 5 -> text.append("long ".repeat(random.nextInt(12)));
                default -> text.append("a {} ");
            }
        }
        return text.append("\r\n").toString();
    }

    private static String withoutHead(String frame) {
        return frame.startsWith("overlong") ? frame.substring(0, Math.min(frame.length(), 30)) : frame;
    }
}
