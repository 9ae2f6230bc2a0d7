package org.packetboat.imap.session;

/**
 * Bounds of a session, in octets unless said otherwise.
 *
 * @param commandOctets a command with the literals in it
 * @param messageOctets an appended message
 * @param anonymousLiteralOctets a literal before a login
 * @param literalOctets a literal that is no message
 * @param mistakes commands that a client may get wrong before it is sent away
 */
public record SessionLimits(
        int commandOctets, long messageOctets, int anonymousLiteralOctets, int literalOctets, int mistakes) {
    /** 64 KiB, 50 MiB, 4 KiB, 64 KiB, 20 (architecture, "Limits to hold"). */
    public static final SessionLimits DEFAULTS = new SessionLimits(64 << 10, 50L << 20, 4 << 10, 64 << 10, 20);

    /** Octets of a refused command that are skipped, so that the session can go on; after more the connection is closed. */
    long mostSkipped(ImapState state) {
        return state instanceof ImapState.NotAuthenticated ? commandOctets : 2 * messageOctets;
    }
}
