package org.packetboat.mail.smtp;

import java.util.Optional;

/**
 * What MAIL says of notifications, RFC 3461 §4.3 and §4.4.
 *
 * @param returned how much of the message comes back; empty: as the server likes
 * @param envelopeId without its xtext encoding: printable US-ASCII and space
 */
public record DsnRequest(Optional<Returned> returned, Optional<String> envelopeId) {
    /** Nothing was said. */
    public static final DsnRequest NONE = new DsnRequest(Optional.empty(), Optional.empty());

    /** RET. */
    public enum Returned {
        FULL,
        HEADERS
    }
}
