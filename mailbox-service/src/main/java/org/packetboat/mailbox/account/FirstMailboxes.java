package org.packetboat.mailbox.account;

import java.util.List;

/** The mailboxes that an account begins with, all of them subscribed; the special uses are those of RFC 6154 §2. */
final class FirstMailboxes {
    private FirstMailboxes() {}

    static List<String> names() {
        return List.of("INBOX", "Drafts", "Sent", "Junk", "Trash", "Archive");
    }

    /** In the order of {@link #names}; empty for none. */
    static List<String> uses() {
        return List.of("", "\\Drafts", "\\Sent", "\\Junk", "\\Trash", "\\Archive");
    }
}
