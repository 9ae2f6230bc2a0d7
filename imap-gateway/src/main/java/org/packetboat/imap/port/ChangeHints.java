package org.packetboat.imap.port;

import org.packetboat.imap.view.Delta;

/** Hints that mailboxes changed (architecture 5.6). Losing one delays a push, never state. */
public interface ChangeHints extends AutoCloseable {
    /** Begins to tell {@code listener}, from a thread of its own, one hint at a time. */
    void start(Listener listener);

    @Override
    void close();

    /** Who is told. Must not block. */
    interface Listener {
        /** The mailbox has reached at least this point. */
        void changed(MailboxKey mailbox, Delta.Point point);

        /** The list of mailboxes changed at this one: it may be gone. */
        void listChanged(MailboxKey mailbox);
    }
}
