package org.packetboat.imap.session;

import org.packetboat.mail.octets.Octets;

/** Octets of commands as frames have them. */
final class CommandText {
    private CommandText() {}

    /** Without the line end after the announcement of a literal. */
    static Octets withoutLineEnd(byte[] octets) {
        return withoutLineEnd(octets, octets.length);
    }

    /** A view of the first {@code count} octets, without the line end. */
    static Octets withoutLineEnd(byte[] octets, int count) {
        int length = count;
        if (length > 0 && octets[length - 1] == '\n') {
            length--;
        }
        if (length > 0 && octets[length - 1] == '\r') {
            length--;
        }
        return Octets.of(octets, 0, length);
    }
}
