package org.packetboat.imap.port;

/**
 * An entry of the list of mailboxes.
 *
 * @param name UTF-8, {@code /} between levels
 * @param specialUse attribute of RFC 6154, empty for none
 */
public record ListedMailbox(String name, String specialUse, Kind kind) {
    /** What a name stands for. */
    public enum Kind {
        /** It can be selected. */
        MAILBOX,
        /** {@code \Noselect}: only a name with inferiors. */
        NAME_ONLY
    }
}
