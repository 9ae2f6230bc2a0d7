package org.packetboat.imap.port;

import java.util.List;
import org.packetboat.imap.codec.Flags;

/**
 * What one transaction of STORE did.
 *
 * @param states of every message that exists, changed or not, by ascending UID
 * @param changedModSeq the MODSEQ that changed messages have now, 0 when none changed
 */
public record StoredFlags(List<State> states, long changedModSeq) {
    /**
     * Flags after the change.
     *
     * @param previousModSeq MODSEQ before it
     */
    public record State(long uid, long previousModSeq, Flags flags) {}
}
