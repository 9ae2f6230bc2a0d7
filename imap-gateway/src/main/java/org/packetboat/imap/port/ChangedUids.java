package org.packetboat.imap.port;

import org.packetboat.imap.view.UidRanges;

/**
 * Which messages changed or went since a MODSEQ.
 *
 * @param changed those that are there
 * @param expunged those that went, as far as it is known
 */
public record ChangedUids(UidRanges changed, UidRanges expunged, Log log) {
    /** How far back it is known what went. */
    public enum Log {
        /** Far enough. */
        COMPLETE,
        /** Not to that MODSEQ: whatever is not there may have gone since. */
        SHORTER
    }
}
