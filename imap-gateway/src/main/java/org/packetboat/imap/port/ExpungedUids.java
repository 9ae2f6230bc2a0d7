package org.packetboat.imap.port;

import org.packetboat.imap.view.UidRanges;

/**
 * What one transaction of EXPUNGE removed.
 *
 * @param modSeqBefore the mailbox's MODSEQ just before
 * @param modSeq the mailbox's MODSEQ since
 */
public record ExpungedUids(UidRanges uids, Rest rest, long modSeqBefore, long modSeq) {
    /** Whether that was all. */
    public enum Rest {
        /** Nothing is left. */
        NONE,
        /** Ask again. */
        MORE
    }
}
