package org.packetboat.imap.port;

import java.util.List;
import java.util.Optional;

/**
 * An entry of the list of mailboxes.
 *
 * @param name UTF-8, {@code /} between levels
 * @param specialUses attributes of RFC 6154
 * @param status counters, when they were asked for and it can be selected
 */
public record ListedMailbox(String name, List<String> specialUses, Kind kind, Optional<MailboxStatus> status) {
    /** Copies the list. */
    public ListedMailbox {
        specialUses = List.copyOf(specialUses);
    }

    /** What a name stands for. */
    public enum Kind {
        /** It can be selected. */
        MAILBOX,
        /** {@code \Noselect}: only a name with inferiors. */
        NAME_ONLY
    }
}
