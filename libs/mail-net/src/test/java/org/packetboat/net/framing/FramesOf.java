package org.packetboat.net.framing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Feeds a framer and shows its frames as text. */
final class FramesOf {
    private FramesOf() {}

    static List<String> pieces(Framer framer, List<byte[]> pieces) {
        List<String> frames = new ArrayList<>();
        for (byte[] piece : pieces) {
            ByteBuffer chunk = ByteBuffer.wrap(piece);
            for (Frame frame = framer.next(chunk); frame != null; frame = framer.next(chunk)) {
                frames.add(show(frame));
            }
        }
        return frames;
    }

    static List<String> text(Framer framer, String text) {
        return pieces(framer, List.of(text.getBytes(ISO_8859_1)));
    }

    static String show(Frame frame) {
        return switch (frame) {
            case Frame.Line(var octets, var ending) ->
                (ending == Frame.Ending.CRLF ? "line " : "lf-line ") + text(octets);
            case Frame.LiteralPending(var octets, var literal) -> "pending " + text(octets) + literal.octets();
            case Frame.GivenUp() -> "given up";
            case Frame.LiteralRefused(var octets, var literal) -> "refused " + text(octets) + literal.octets();
            case Frame.Overlong(var beginning, var _) -> "overlong " + text(beginning);
            case Frame.PromptWanted() -> "prompt";
        };
    }

    private static String text(byte[] octets) {
        return new String(octets, ISO_8859_1);
    }
}
