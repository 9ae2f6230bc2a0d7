package org.packetboat.smtp.port;

import java.util.OptionalLong;

/**
 * What the sender of a message may do, and what its account wants.
 *
 * @param recipientsLeft how many more it may write to now; empty for any number
 */
public record Allowance(OptionalLong recipientsLeft, SentCopy sentCopy) {
    /** Of who has not logged in, and of an account without settings. */
    public static final Allowance NONE = new Allowance(OptionalLong.empty(), SentCopy.NOT_KEPT);

    /** Whether the account keeps what it sends. */
    public enum SentCopy {
        NOT_KEPT,
        /** In its mailbox for sent mail. */
        KEPT
    }

    /** Whether so many recipients are too many. */
    public boolean isExceededBy(int recipients) {
        return recipients > recipientsLeft.orElse(Long.MAX_VALUE);
    }
}
