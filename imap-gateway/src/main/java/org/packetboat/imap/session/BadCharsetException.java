package org.packetboat.imap.session;

/** SEARCH named a charset that we do not know (RFC 3501 §6.4.4). */
public final class BadCharsetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Which one it was is in the command. */
    public BadCharsetException() {
        super("charset is not known", null, false, false);
    }
}
