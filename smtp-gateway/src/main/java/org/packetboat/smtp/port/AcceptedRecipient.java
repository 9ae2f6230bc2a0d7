package org.packetboat.smtp.port;

import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.smtp.RcptParameters;

/** A forward-path as given at RCPT, with what was said of it and what it resolved to then. */
public record AcceptedRecipient(ForwardPath forwardPath, RcptParameters parameters, Resolution resolution) {
    /** Of a record's own: tags, lengths and what is asked of notifications. */
    private static final int FRAME_OCTETS = 16;

    /** At most what it takes in a record. */
    public long octets() {
        return FRAME_OCTETS
                + octets(forwardPath.address())
                + octets(parameters.originalRecipient().orElse(""))
                + resolution.octets();
    }

    /** At most what a text takes: three octets a character beyond ASCII, its tag and its length. */
    static long octets(String text) {
        return 4 + (Ascii.isAscii(text) ? 1L : 3L) * text.length();
    }
}
