package org.packetboat.pop3.port;

/** Opens maildrops. */
public interface Maildrops {
    /**
     * Takes the lock of the account's maildrop and lists it as it is now. Blocks.
     *
     * @throws org.packetboat.mail.failure.RefusedException MAILDROP_IN_USE when another session holds it
     */
    LockedMaildrop open(Account account) throws InterruptedException;
}
