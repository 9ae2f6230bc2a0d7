package org.packetboat.imap.port;

import java.util.List;
import org.packetboat.imap.codec.Flags;
import org.packetboat.imap.view.UidRanges;

/**
 * What one transaction of STORE did.
 *
 * @param states of every message that exists, changed or not, by ascending UID
 * @param modSeqBefore the mailbox's MODSEQ just before
 * @param changedModSeq the MODSEQ that changed messages have now, 0 when none changed
 * @param modified what was left as it is because it has changed since the MODSEQ given
 */
public record StoredFlags(List<State> states, long modSeqBefore, long changedModSeq, UidRanges modified) {
    /**
     * Flags after the change.
     *
     * @param previousModSeq MODSEQ before it
     * @param modSeq MODSEQ now
     */
    public record State(long uid, long previousModSeq, long modSeq, Flags flags) {}
}
