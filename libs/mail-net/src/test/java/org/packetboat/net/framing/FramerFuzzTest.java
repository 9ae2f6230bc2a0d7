package org.packetboat.net.framing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;
import org.packetboat.testkit.seed.Fragmenter;

/** Whatever comes, and however it is cut: the same frames, and never more memory than the limit. */
@Timeout(30)
class FramerFuzzTest {
    /** Not below what is kept of an overlong line. */
    private static final int LIMIT = 130;

    private static final int MOST_SKIPPED = 400;

    @MethodSource("lineSeeds")
    @FuzzTest
    void lines(byte[] octets) {
        for (LineEnd lineEnd : LineEnd.values()) {
            compare(octets, () -> new LinesUnderTest(new LineFramer(LIMIT, lineEnd)));
        }
    }

    /** The first octet of a command says what becomes of its literals. */
    @MethodSource("literalSeeds")
    @FuzzTest
    void literals(byte[] octets) {
        for (LineEnd lineEnd : LineEnd.values()) {
            compare(octets, () -> new LiteralsUnderTest(lineEnd));
        }
    }

    static Stream<byte[]> lineSeeds() {
        return Stream.of(
                        "a\r\nb\r\n",
                        "a\nb\r\n\r\n",
                        "a\rb\n",
                        "x".repeat(127) + "\r\ny\r\n",
                        "x".repeat(300) + "\r\ny\r\n")
                .map(text -> text.getBytes(ISO_8859_1));
    }

    static Stream<byte[]> literalSeeds() {
        return Stream.of(
                        "i LOGIN {5+}\r\nal\r\nx {2+}\r\n\"\n\r\ni\r\n",
                        "i {3}\r\nabc {0}\r\n d\r\n",
                        "i {130+}\r\n" + "x".repeat(130) + " {2+}\r\nyy rest\r\nb\r\n",
                        "s {3}\r\n123 {2+}\r\n12\r\ni\r\n",
                        "s {3+}\r\n123)\r\nr {3+}\r\n123 {9}\r\nb\r\n",
                        "r {3}\r\nr {401+}\r\nx",
                        "i " + "x".repeat(MOST_SKIPPED) + "\r\ni\r\n",
                        "i " + "y".repeat(130) + " {4+}\r\n\r\n\r\n end\r\nb\r\n",
                        "i {99999999999999999999}\r\n")
                .map(text -> text.getBytes(ISO_8859_1));
    }

    private static void compare(byte[] octets, Supplier<UnderTest> framers) {
        List<String> whole = framers.get().feed(List.of(octets));
        SplittableRandom random = new SplittableRandom(Arrays.hashCode(octets));
        for (Fragmenter fragmenter : Fragmenter.values()) {
            List<String> cut = framers.get().feed(fragmenter.cut(octets, random));
            if (!cut.equals(whole)) {
                throw new AssertionError(fragmenter + " gives " + cut + " instead of " + whole);
            }
        }
    }

    /** A framer, and what a connection does with its frames. */
    private abstract static class UnderTest {
        private final List<String> events = new ArrayList<>();

        /** What happens with these pieces, one after the other. */
        List<String> feed(List<byte[]> pieces) {
            for (byte[] piece : pieces) {
                ByteBuffer chunk = ByteBuffer.wrap(piece);
                while (take(chunk)) {
                    checkHeld();
                }
                checkHeld();
                if (chunk.hasRemaining()) {
                    throw new AssertionError(chunk.remaining() + " octets are left");
                }
            }
            return events;
        }

        private void checkHeld() {
            if (held() > LIMIT) {
                throw new AssertionError(held() + " octets are held");
            }
        }

        final void event(String what) {
            events.add(what);
        }

        /** Whether something happened. */
        abstract boolean take(ByteBuffer chunk);

        abstract int held();
    }

    private static final class LinesUnderTest extends UnderTest {
        private final LineFramer framer;

        LinesUnderTest(LineFramer framer) {
            this.framer = framer;
        }

        @Override
        boolean take(ByteBuffer chunk) {
            Frame frame = framer.next(chunk);
            if (frame == null) {
                return false;
            }
            event(FramesOf.show(frame));
            return true;
        }

        @Override
        int held() {
            return framer.held();
        }
    }

    private static final class LiteralsUnderTest extends UnderTest implements LiteralPolicy {
        private static final long NOT = -1;

        private final LiteralFramer framer;
        /** Octets of a literal that are still to come. */
        private long streaming = NOT;

        private boolean isLeft;

        LiteralsUnderTest(LineEnd lineEnd) {
            framer = new LiteralFramer(LIMIT, lineEnd, this);
        }

        @Override
        public Decision decide(byte[] command, int line, int length, LiteralHeader literal) {
            if (length > LIMIT) {
                throw new AssertionError("a command of " + length);
            }
            return switch (command[0]) {
                case 's' -> literal.octets() > LIMIT ? Decision.REFUSE : Decision.STREAM;
                case 'r' -> Decision.REFUSE;
                default -> Decision.INLINE;
            };
        }

        @Override
        public long mostSkipped() {
            return MOST_SKIPPED;
        }

        @Override
        boolean take(ByteBuffer chunk) {
            if (streaming != NOT) {
                return stream(chunk);
            }
            Frame frame = framer.next(chunk);
            if (frame == null) {
                return false;
            }
            event(FramesOf.show(frame));
            if (frame instanceof Frame.LiteralPending pending) {
                begin(pending.literal());
            }
            return true;
        }

        /** Some handlers leave their literal: then it is never asked for, or it comes all the same and is skipped with its command. */
        private void begin(LiteralHeader literal) {
            isLeft = literal.octets() % 3 == 0;
            if (isLeft && literal.synchronising()) {
                framer.literalDone();
            } else {
                streaming = literal.octets();
            }
        }

        private boolean stream(ByteBuffer chunk) {
            int n = (int) Math.min(streaming, chunk.remaining());
            chunk.position(chunk.position() + n);
            streaming -= n;
            if (streaming > 0) {
                return false;
            }
            streaming = NOT;
            if (isLeft) {
                framer.discardCommand();
            } else {
                event("streamed");
                framer.literalDone();
            }
            return true;
        }

        @Override
        int held() {
            return framer.held();
        }
    }
}
