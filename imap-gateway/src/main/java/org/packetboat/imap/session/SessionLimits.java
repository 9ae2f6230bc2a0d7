package org.packetboat.imap.session;

import org.packetboat.mail.sasl.SaslLines;

/**
 * Bounds of a session, in octets unless said otherwise.
 *
 * @param commandOctets a command with the literals in it
 * @param messageOctets an appended message
 * @param anonymousCommandOctets a command before a login, with the literals in it
 * @param anonymousLiteralOctets a literal before a login
 * @param literalOctets a literal that is no message
 * @param mistakes commands that a client may get wrong before it is sent away
 */
public record SessionLimits(
        int commandOctets,
        long messageOctets,
        int anonymousCommandOctets,
        int anonymousLiteralOctets,
        int literalOctets,
        int mistakes) {
    /** AUTHENTICATE with an initial response is the longest command that a client needs before a login; a tag and the verb go with it. */
    public static final int LOGIN_OCTETS = SaslLines.MAX_OCTETS + 256;

    /** 64 KiB, 50 MiB, what AUTHENTICATE needs, 4 KiB, 64 KiB, 20 (architecture, "Limits to hold"). */
    public static final SessionLimits DEFAULTS =
            new SessionLimits(64 << 10, 50L << 20, LOGIN_OCTETS, 4 << 10, 64 << 10, 20);

    /** Octets of a command that are held. */
    int mostHeld(ImapState state) {
        return state instanceof ImapState.NotAuthenticated
                ? Math.min(commandOctets, anonymousCommandOctets)
                : commandOctets;
    }

    /** Octets of a refused command that are skipped, so that the session can go on; after more the connection is closed. */
    long mostSkipped(ImapState state) {
        return state instanceof ImapState.NotAuthenticated ? commandOctets : 2 * messageOctets;
    }
}
