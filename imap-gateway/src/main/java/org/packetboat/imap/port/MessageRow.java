package org.packetboat.imap.port;

import java.util.OptionalLong;
import java.util.UUID;
import org.packetboat.blob.BodyKey;
import org.packetboat.imap.codec.Flags;

/**
 * A message as it is now.
 *
 * @param saveDateMillis when it came into this mailbox (RFC 8514), empty where that was not kept
 * @param body names its octets, which never change
 * @param metadata what was asked for beside the row
 */
public record MessageRow(
        long uid,
        long modSeq,
        Flags flags,
        long internalDateMillis,
        OptionalLong saveDateMillis,
        long size,
        BodyKey body,
        Life life,
        BodyFacts metadata) {
    /** EMAILID (RFC 8474 §5.1). */
    public UUID emailId() {
        return new UUID(body.high(), body.low());
    }

    /** Whether it is still there. */
    public enum Life {
        /** It is. */
        PRESENT,
        /** It was expunged, but not for so long that it cannot be read. */
        EXPUNGED
    }
}
