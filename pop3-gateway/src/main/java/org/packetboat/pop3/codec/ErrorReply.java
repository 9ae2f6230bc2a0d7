package org.packetboat.pop3.codec;

import java.util.Optional;

/**
 * {@code -ERR} with its text.
 *
 * @param text fixed English, no line ends
 */
public record ErrorReply(Optional<ResponseCode> code, String text) {
    /** Without a response code. */
    public static ErrorReply of(String text) {
        return new ErrorReply(Optional.empty(), text);
    }

    /** With a response code. */
    public static ErrorReply of(ResponseCode code, String text) {
        return new ErrorReply(Optional.of(code), text);
    }
}
