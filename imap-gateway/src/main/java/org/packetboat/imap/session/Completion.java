package org.packetboat.imap.session;

import java.util.Optional;
import org.packetboat.imap.codec.ResponseCode;
import org.packetboat.imap.codec.Status;

/** How a command ended: its tagged response, and the state from here on. Failures are thrown instead. */
public record Completion(Status status, Optional<ResponseCode> code, String text, ImapState next) {
    /** Success, said with {@code text}. */
    public static Completion ok(String text, ImapState next) {
        return new Completion(Status.OK, Optional.empty(), text, next);
    }

    /** Success with a response code. */
    public static Completion ok(ResponseCode code, String text, ImapState next) {
        return new Completion(Status.OK, Optional.of(code), text, next);
    }
}
