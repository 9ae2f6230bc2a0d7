package org.packetboat.imap.session;

/**
 * Whether a connection may serve one user after another. A proxy in front that looks at logins and at nothing behind them has to have it forbidden
 * (RFC 8437 §8).
 */
public enum Reuse {
    /** UNAUTHENTICATE is offered. */
    ALLOWED,
    /** There is no UNAUTHENTICATE. */
    FORBIDDEN
}
