package org.packetboat.imap.port;

import org.packetboat.imap.view.UidRanges;

/** What one transaction of EXPUNGE removed. */
public record ExpungedUids(UidRanges uids, Rest rest) {
    /** Whether that was all. */
    public enum Rest {
        /** Nothing is left. */
        NONE,
        /** Ask again. */
        MORE
    }
}
