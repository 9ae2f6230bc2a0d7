package org.packetboat.imap.view;

import java.util.List;
import org.packetboat.imap.codec.Flags;

/**
 * What changed since a question's point, as one snapshot (architecture 5.2).
 *
 * @param since what was known when the question was asked; a view that knows less cannot use the answer
 * @param now what is known with this answer
 * @param states messages that arrived or changed, with their flags
 * @param expunged UIDs below {@code since.uidNext} that went
 * @param claimed UIDs that are {@code \Recent} for whoever asked
 */
public record Delta(Point since, Point now, List<State> states, UidRanges expunged, UidRanges claimed) {
    /** A point in a mailbox's history: the highest MODSEQ and the UIDNEXT seen. */
    public record Point(long modSeq, long uidNext) {}

    /** Flags of a message as of the answer. */
    public record State(long uid, long modSeq, Flags flags) {}
}
