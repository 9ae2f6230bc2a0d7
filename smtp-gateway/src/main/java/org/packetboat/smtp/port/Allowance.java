package org.packetboat.smtp.port;

import java.util.OptionalLong;

/**
 * What the sender of a message may do, and what its account wants.
 *
 * @param sender whose that is
 * @param recipientsLeft how many more it may write to now; empty for any number
 */
public record Allowance(Sender sender, OptionalLong recipientsLeft, SentCopy sentCopy) {
    /** Of who has not logged in, and of an account without settings. */
    public static final Allowance NONE = new Allowance(Sender.ITS_OWN, OptionalLong.empty(), SentCopy.NOT_KEPT);

    /** Whether the account's settings make an address its own; aliases may as well. */
    public enum Sender {
        ITS_OWN,
        NOT_KNOWN_AS_ITS_OWN
    }

    /** Whether the account keeps what it sends. */
    public enum SentCopy {
        NOT_KEPT,
        /** In its mailbox for sent mail. */
        KEPT
    }

    public boolean ownsSender() {
        return sender == Sender.ITS_OWN;
    }

    /** Whether so many recipients are too many. */
    public boolean isExceededBy(int recipients) {
        return recipients > recipientsLeft.orElse(Long.MAX_VALUE);
    }
}
