package org.packetboat.pop3.session;

import java.util.BitSet;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.pop3.codec.MessageNumber;
import org.packetboat.pop3.codec.UniqueId;
import org.packetboat.pop3.port.LockedMaildrop;
import org.packetboat.pop3.port.MessageBody;

/** The snapshot taken at login and the session's marks on it. Lane only. */
public final class Maildrop {
    private final LockedMaildrop locked;
    private final BitSet deleted = new BitSet();
    private long octets;

    /** Nothing is marked as deleted. */
    public Maildrop(LockedMaildrop locked) {
        this.locked = locked;
        this.octets = total();
    }

    /** Messages in the snapshot, the deleted ones included; numbers run from 1 to it. */
    public int highest() {
        return locked.messages();
    }

    /** Messages that are not marked as deleted. */
    public int messages() {
        return locked.messages() - deleted.cardinality();
    }

    /** Octets of the messages that are not marked as deleted. */
    public long octets() {
        return octets;
    }

    /** Whether the message exists and is not marked as deleted. */
    public boolean has(MessageNumber message) {
        return message.index() < locked.messages() && !deleted.get(message.index());
    }

    /** Octets of one message; refused when it is not there. */
    public long octets(MessageNumber message) {
        return locked.octets(check(message));
    }

    /** The unique-id of one message; refused when it is not there. */
    public UniqueId uniqueId(MessageNumber message) {
        return new UniqueId(locked.uidValidity(), locked.uid(check(message)));
    }

    /** The octets of one message; refused when it is not there. Blocks. */
    public MessageBody body(MessageNumber message) throws InterruptedException {
        return locked.body(check(message));
    }

    /** DELE; refused when it is not there. */
    public void delete(MessageNumber message) {
        int index = check(message);
        deleted.set(index);
        octets -= locked.octets(index);
    }

    /** RSET. */
    public void undelete() {
        deleted.clear();
        octets = total();
    }

    /** QUIT: deletes what is marked and frees the lock. Blocks. */
    public void commit() throws InterruptedException {
        if (deleted.isEmpty()) {
            locked.release();
        } else {
            locked.commit(deleted);
        }
    }

    /** Any other end: frees the lock, deletes nothing (RFC 1939 §6). Blocks. */
    public void release() throws InterruptedException {
        locked.release();
    }

    /** The lock behind it. */
    public LockedMaildrop locked() {
        return locked;
    }

    private int check(MessageNumber message) {
        if (!has(message)) {
            throw new RefusedException(Refusal.MESSAGE_GONE);
        }
        return message.index();
    }

    private long total() {
        long sum = 0;
        for (int i = 0; i < locked.messages(); i++) {
            sum += locked.octets(i);
        }
        return sum;
    }
}
