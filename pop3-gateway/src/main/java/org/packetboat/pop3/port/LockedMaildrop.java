package org.packetboat.pop3.port;

import java.time.Duration;
import java.util.BitSet;

/**
 * The messages of a maildrop as they were when its lock was taken, by index from 0. The listing never changes. All methods that throw
 * InterruptedException block; {@link #renew} may be called from another thread than the rest.
 */
public interface LockedMaildrop {
    /** How many messages there are. */
    int messages();

    /** UIDVALIDITY of the mailbox behind the maildrop. */
    long uidValidity();

    /** UID of a message. */
    long uid(int index);

    /** Octets of a message as stored. */
    long octets(int index);

    /**
     * A message's octets. Messages that follow are read ahead when the reader goes through them in order.
     *
     * @throws org.packetboat.mail.failure.RefusedException BODY_UNREADABLE when its octets are not there
     * @throws org.packetboat.mail.failure.UnavailableException when the store does not answer
     */
    MessageBody body(int index) throws InterruptedException;

    /** How long the lock holds without {@link #renew}. */
    Duration lease();

    /**
     * Extends the lock.
     *
     * @throws org.packetboat.mail.failure.RefusedException MAILDROP_LOST when it is no longer ours
     */
    void renew() throws InterruptedException;

    /**
     * Deletes these messages and frees the lock, all in one step or nothing. A repeat does nothing more. After a failure the lock is freed without
     * further ado, as far as that can be done; {@link #release} does nothing any more.
     */
    void commit(BitSet deleted) throws InterruptedException;

    /** Frees the lock; nothing is deleted. */
    void release() throws InterruptedException;

    /** Forgets what was read ahead; the maildrop is not used any more. Does not block. */
    void close();
}
