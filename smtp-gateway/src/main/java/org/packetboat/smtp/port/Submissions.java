package org.packetboat.smtp.port;

import org.packetboat.mail.address.ReversePath;

/** Knows what logins may send. Calls block, for no longer than a client may wait for a reply; thread-safe. */
public interface Submissions {
    /**
     * Whether a login sends from this address, and what else it may.
     *
     * @throws org.packetboat.mail.failure.RefusedException {@code SENDER_NOT_OWNED}
     * @throws org.packetboat.mail.failure.UnavailableException when nobody can tell now
     */
    Allowance admit(Login login, ReversePath sender) throws InterruptedException;

    /**
     * A message of this account is about to be accepted for so many recipients. What is counted stays so, whatever becomes of the message.
     *
     * @throws org.packetboat.mail.failure.LimitException {@code RECIPIENT_RATE}: they are too many together with those of others, and none was counted
     * @throws org.packetboat.mail.failure.UnavailableException when nobody can tell now; they may have been counted
     */
    void count(AccountId account, int recipients) throws InterruptedException;
}
