package org.packetboat.e2e;

import java.io.IOException;

/** One of the two places that a client keeps the same. Mailboxes are named as in IMAP4rev1, ids are those of {@link MailTree}. */
interface MailSide {
    /** How messages are deleted. */
    enum Deletion {
        /** For good. */
        REMOVE,
        /** In turn for good, and with a flag only, which leaves it to the client that synchronises to expunge it. */
        REMOVE_OR_MARK
    }

    /** Everything that is there; later changes go by what this has found. */
    MailTree read() throws IOException;

    void create(String mailbox) throws IOException;

    /** @param flags letters of a maildir's file name, in order; the same in {@link #flag} */
    void add(String mailbox, String id, byte[] message, String flags) throws IOException;

    void flag(String mailbox, String id, String flags) throws IOException;

    void move(String mailbox, String id, String target) throws IOException;

    void delete(String mailbox, String id) throws IOException;
}
