package org.packetboat.mailbox.publish;

/**
 * Where hints go once a change has committed. Called on any thread; never blocks and never fails: a lost hint delays a push, not state
 * (architecture 5.6).
 */
public interface ChangeHints {
    /** Something in a mailbox has changed: now, it has this MODSEQ and UIDNEXT. */
    void mailboxChanged(long accountId, long mailboxId, long modSeq, long uidNext);

    /** The list of mailboxes itself has changed, namely this one. */
    void mailboxListChanged(long accountId, long mailboxId);

    /** Nobody listens. */
    static ChangeHints none() {
        return new ChangeHints() {
            @Override
            public void mailboxChanged(long accountId, long mailboxId, long modSeq, long uidNext) {}

            @Override
            public void mailboxListChanged(long accountId, long mailboxId) {}
        };
    }
}
