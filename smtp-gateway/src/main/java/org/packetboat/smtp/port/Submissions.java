package org.packetboat.smtp.port;

/** Knows what logins may send. Calls block, for no longer than a client may wait for a reply; thread-safe. */
public interface Submissions {
    /**
     * Whether a login's settings let it send from this address, and what else it may.
     *
     * @param sender without quotes; empty for the null reverse-path, which is everybody's
     * @throws org.packetboat.mail.failure.UnavailableException when nobody can tell now
     */
    Allowance admit(Login login, String sender) throws InterruptedException;

    /**
     * A message of this account is about to be accepted for so many recipients.
     *
     * @throws org.packetboat.mail.failure.LimitException {@code RECIPIENT_RATE}: they are too many together with those of others, and none was counted
     * @throws org.packetboat.mail.failure.UnavailableException when nobody can tell now; they may have been counted
     */
    void count(AccountId account, int recipients) throws InterruptedException;

    /**
     * The message that so many were counted for was not accepted.
     *
     * @throws org.packetboat.mail.failure.UnavailableException when nobody can take note of it now
     */
    void giveBack(AccountId account, int recipients) throws InterruptedException;
}
