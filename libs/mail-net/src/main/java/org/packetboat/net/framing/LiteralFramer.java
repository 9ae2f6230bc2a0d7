package org.packetboat.net.framing;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Commands of lines and literals (RFC 9051 §4.3, RFC 7888 LITERAL+). A line that ends in <code>{n}</code> or <code>{n+}</code> announces a
 * literal; no other production ends a line that way, a quoted string holds no line end. What becomes of each literal is decided by the
 * {@link LiteralPolicy}; an inlined one counts towards the command's limit.
 */
public final class LiteralFramer implements Framer {
    private static final int OVERLONG_HEAD = 128;
    /** Longest announcement that is understood behind an overlong line: brace, 19 digits, plus, brace, CR, LF. */
    private static final int TAIL = 24;
    /** Stands for every larger number; nobody bears so many octets. */
    private static final long MOST_ANNOUNCED = 999_999_999_999_999_999L;

    private enum State {
        LINE,
        LITERAL,
        /** After {@link Frame.LiteralPending}: the connection delivers the octets elsewhere. */
        STREAMING,
        SKIPPING_LINE,
        SKIPPING_LITERAL,
        /** After {@link Frame.GivenUp}: whatever comes is dropped. */
        GIVEN_UP
    }

    private final int limit;
    private final LineEnd lineEnd;
    private final LiteralPolicy policy;
    private final LineBuffer command = new LineBuffer();
    private State state = State.LINE;
    /** Where the current line begins in the command. */
    private int lineStart;
    /** Octets of the current literal still to come. */
    private long missing;
    /** Octets of the current command that were skipped. */
    private long skipped;
    /** The frame that ends the skipping of a command, null when its handler has answered already. */
    private @Nullable Frame answer;

    private final byte[] tail = new byte[TAIL];
    private int tailLength;

    /**
     * @param limit octets of a command with its inlined literals and line ends, at most
     */
    public LiteralFramer(int limit, LineEnd lineEnd, LiteralPolicy policy) {
        this.limit = limit;
        this.lineEnd = lineEnd;
        this.policy = policy;
    }

    @Override
    public @Nullable Frame next(ByteBuffer chunk) {
        while (chunk.hasRemaining()) {
            Frame frame = switch (state) {
                case LINE -> line(chunk);
                case LITERAL -> literal(chunk);
                case STREAMING -> throw new IllegalStateException("literal is being streamed");
                case SKIPPING_LINE -> skipLine(chunk);
                case SKIPPING_LITERAL -> skipLiteral(chunk);
                case GIVEN_UP -> drop(chunk);
            };
            if (frame != null) {
                return frame;
            }
        }
        return null;
    }

    private int limit() {
        return Math.min(limit, policy.mostHeld());
    }

    @Override
    public boolean midway() {
        return state != State.LINE || command.length() > 0;
    }

    @Override
    public boolean promised() {
        return state == State.LITERAL || state == State.STREAMING;
    }

    /** Octets of memory that are held. */
    int held() {
        return command.held();
    }

    @Override
    public void literalDone() {
        command.clear();
        lineStart = 0;
        state = State.LINE;
    }

    @Override
    public void discardCommand() {
        command.clear();
        answer = null;
        skipped = 0;
        beginSkip();
    }

    private @Nullable Frame line(ByteBuffer chunk) {
        int n = untilLineFeed(chunk);
        boolean complete = n > 0 && chunk.get(chunk.position() + n - 1) == '\n';
        if (command.length() + n > limit()) {
            int held = command.length();
            int head = Math.min(n, Math.max(0, OVERLONG_HEAD - held));
            int from = chunk.position();
            seedTail();
            command.append(chunk, head, OVERLONG_HEAD);
            answer = new Frame.Overlong(command.head(OVERLONG_HEAD), Frame.Ending.CRLF);
            chunk.position(from);
            command.clear();
            lineStart = 0;
            skipped = held;
            state = State.SKIPPING_LINE;
            return null;
        }
        command.append(chunk, n, limit());
        if (!complete || !endsLine(command.array(), command.length())) {
            return null;
        }
        LiteralHeader header = announcement(command.array(), lineStart, command.length());
        return header == null ? finish() : decide(header);
    }

    private Frame finish() {
        int length = command.length() - 1;
        Frame.Ending ending = Frame.Ending.LF;
        if (length > lineStart && command.array()[length - 1] == '\r') {
            length--;
            ending = Frame.Ending.CRLF;
        }
        command.truncate(length);
        lineStart = 0;
        return new Frame.Line(command.take(), ending);
    }

    private @Nullable Frame decide(LiteralHeader header) {
        LiteralPolicy.Decision decision = policy.decide(command.array(), lineStart, command.length(), header);
        if (decision == LiteralPolicy.Decision.INLINE && command.length() + header.octets() > limit()) {
            decision = LiteralPolicy.Decision.REFUSE;
        }
        return switch (decision) {
            case INLINE -> inline(header);
            case STREAM -> {
                state = State.STREAMING;
                lineStart = 0;
                yield new Frame.LiteralPending(command.take(), header);
            }
            case REFUSE -> refuse(header);
        };
    }

    private @Nullable Frame inline(LiteralHeader header) {
        missing = header.octets();
        lineStart = command.length();
        state = missing == 0 ? State.LINE : State.LITERAL;
        return header.synchronising() ? new Frame.PromptWanted() : null;
    }

    private @Nullable Frame refuse(LiteralHeader header) {
        Frame refused = new Frame.LiteralRefused(command.take(), header);
        lineStart = 0;
        if (header.synchronising()) {
            return refused;
        }
        answer = refused;
        skipped = 0;
        return skip(header.octets());
    }

    private @Nullable Frame literal(ByteBuffer chunk) {
        int n = (int) Math.min(missing, chunk.remaining());
        command.append(chunk, n, limit());
        missing -= n;
        if (missing == 0) {
            lineStart = command.length();
            state = State.LINE;
        }
        return null;
    }

    private @Nullable Frame skip(long octets) {
        if (octets > policy.mostSkipped() - skipped) {
            return giveUp();
        }
        missing = octets;
        if (octets == 0) {
            beginSkip();
        } else {
            state = State.SKIPPING_LITERAL;
        }
        return null;
    }

    private Frame giveUp() {
        command.clear();
        answer = null;
        state = State.GIVEN_UP;
        return new Frame.GivenUp();
    }

    private static @Nullable Frame drop(ByteBuffer chunk) {
        chunk.position(chunk.limit());
        return null;
    }

    private void beginSkip() {
        tailLength = 0;
        state = State.SKIPPING_LINE;
    }

    private @Nullable Frame skipLiteral(ByteBuffer chunk) {
        int n = (int) Math.min(missing, chunk.remaining());
        chunk.position(chunk.position() + n);
        missing -= n;
        skipped += n;
        if (missing == 0) {
            beginSkip();
        }
        return null;
    }

    private @Nullable Frame skipLine(ByteBuffer chunk) {
        int n = untilLineFeed(chunk);
        remember(chunk, n);
        skipped += n;
        if (skipped > policy.mostSkipped()) {
            return giveUp();
        }
        if (tail[tailLength - 1] != '\n' || !endsLine(tail, tailLength)) {
            return null;
        }
        LiteralHeader header = announcement(tail, 0, tailLength);
        tailLength = 0;
        if (header != null && !header.synchronising()) {
            return skip(header.octets());
        }
        state = State.LINE;
        Frame frame = answer;
        answer = null;
        return frame;
    }

    private void seedTail() {
        int line = command.length() - lineStart;
        int kept = Math.clamp(line, 0, TAIL);
        System.arraycopy(command.array(), command.length() - kept, tail, 0, kept);
        tailLength = kept;
    }

    private void remember(ByteBuffer chunk, int n) {
        int fresh = Math.min(n, TAIL);
        int kept = Math.min(tailLength, TAIL - fresh);
        System.arraycopy(tail, tailLength - kept, tail, 0, kept);
        chunk.position(chunk.position() + n - fresh);
        chunk.get(tail, kept, fresh);
        tailLength = kept + fresh;
    }

    private boolean endsLine(byte[] octets, int length) {
        return lineEnd == LineEnd.CRLF_OR_LF || length > 1 && octets[length - 2] == '\r';
    }

    /** Octets up to and including the next LF, or all. */
    private static int untilLineFeed(ByteBuffer chunk) {
        byte[] array = chunk.array();
        int start = chunk.arrayOffset() + chunk.position();
        int end = chunk.arrayOffset() + chunk.limit();
        for (int i = start; i < end; i++) {
            if (array[i] == '\n') {
                return i + 1 - start;
            }
        }
        return end - start;
    }

    /** Reads <code>{n}</code> or <code>{n+}</code> at the end of a line that ends in LF; null when there is none. */
    private static @Nullable LiteralHeader announcement(byte[] octets, int from, int length) {
        int i = length - 2;
        if (i >= from && octets[i] == '\r') {
            i--;
        }
        if (i < from || octets[i] != '}') {
            return null;
        }
        i--;
        LiteralHeader.Kind kind = LiteralHeader.Kind.SYNCHRONISING;
        if (i >= from && octets[i] == '+') {
            kind = LiteralHeader.Kind.NON_SYNCHRONISING;
            i--;
        }
        int lastDigit = i;
        while (i >= from && octets[i] >= '0' && octets[i] <= '9') {
            i--;
        }
        if (i == lastDigit || i < from || octets[i] != '{') {
            return null;
        }
        return new LiteralHeader(number(Arrays.copyOfRange(octets, i + 1, lastDigit + 1)), kind);
    }

    private static long number(byte[] digits) {
        long value = 0;
        for (byte digit : digits) {
            value = value > MOST_ANNOUNCED / 10 ? MOST_ANNOUNCED : value * 10 + (digit - '0');
        }
        return value;
    }
}
