package org.packetboat.imap.session;

/** SEARCH with SAVE found messages that lie too scattered to be kept for {@code $} (RFC 5182 §2.5). */
public final class NotSavedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** How scattered is our business. */
    public NotSavedException() {
        super("result is too scattered to be saved", null, false, false);
    }
}
