package org.packetboat.mailbox.auth;

/** More passwords wait for their hash than can be done in time. Asking again at once makes it worse. */
public final class OverloadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OverloadException(String message) {
        super(message, null, false, false);
    }
}
