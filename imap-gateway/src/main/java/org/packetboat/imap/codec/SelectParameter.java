package org.packetboat.imap.codec;

import java.util.Optional;

/** What SELECT and EXAMINE may be told beside the name (RFC 4466 §2.1). */
public sealed interface SelectParameter {
    /** RFC 7162 §3.1.8: the client wants MODSEQs from now on. */
    record CondStore() implements SelectParameter {}

    /**
     * RFC 7162 §3.2.5: what the client knows of the mailbox.
     *
     * @param modSeq up to which it has heard everything
     * @param knownUids the UIDs that it asks about; all of them if absent
     */
    record QuickResync(long uidValidity, long modSeq, Optional<NumberSet> knownUids, Optional<SequenceMatch> match)
            implements SelectParameter {}

    /**
     * RFC 7162 §3.2.5.2: the client knew these sequence numbers to be these UIDs, in ascending order.
     *
     * @param sequence as many numbers as there are UIDs
     */
    record SequenceMatch(NumberSet sequence, NumberSet uids) {}
}
