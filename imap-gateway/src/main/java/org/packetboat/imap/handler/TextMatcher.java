package org.packetboat.imap.handler;

import org.packetboat.mail.message.PartIndex;
import org.packetboat.mail.octets.Octets;

/** Looks for text in a message, its transfer encodings and charsets decoded (RFC 3501 §6.4.4). Computes; runs in the search pool. */
@FunctionalInterface
public interface TextMatcher {
    /** Whether {@code text} is in the message, without regard to case. */
    boolean matches(Octets message, PartIndex index, String text, Scope scope);

    /** Where to look. */
    enum Scope {
        /** {@code BODY}: not in the message's header. */
        BODY,
        /** {@code TEXT}: header and body. */
        TEXT
    }
}
