package org.packetboat.imap.port;

import org.packetboat.blob.BodyKey;
import org.packetboat.imap.codec.Flags;

/**
 * A message as it is now.
 *
 * @param body names its octets, which never change
 * @param metadata what was asked for beside the row
 */
public record MessageRow(
        long uid,
        long modSeq,
        Flags flags,
        long internalDateMillis,
        long size,
        BodyKey body,
        Life life,
        BodyFacts metadata) {
    /** Whether it is still there. */
    public enum Life {
        /** It is. */
        PRESENT,
        /** It was expunged, but not for so long that it cannot be read. */
        EXPUNGED
    }
}
