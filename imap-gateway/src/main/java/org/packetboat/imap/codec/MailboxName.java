package org.packetboat.imap.codec;

import java.util.Locale;

/**
 * Name of a mailbox as the mailbox service knows it: UTF-8, {@code /} between levels, INBOX in capitals however the client wrote it
 * (RFC 3501 §5.1).
 */
public record MailboxName(String value) {
    /** The one that every account has. */
    public static final MailboxName INBOX = new MailboxName("INBOX");

    /** Separates levels. */
    public static final char DELIMITER = '/';

    /** Spells the first level INBOX in capitals. */
    public MailboxName {
        if (value.length() >= 5
                && value.substring(0, 5).toUpperCase(Locale.ROOT).equals("INBOX")
                && (value.length() == 5 || value.charAt(5) == DELIMITER)) {
            value = "INBOX" + value.substring(5);
        }
    }

    /** INBOX itself. */
    public boolean isInbox() {
        return value.equals("INBOX");
    }
}
