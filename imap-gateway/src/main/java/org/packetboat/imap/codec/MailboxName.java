package org.packetboat.imap.codec;

import java.text.Normalizer;
import java.util.Optional;
import org.packetboat.mail.octets.Ascii;

/**
 * Name of a mailbox as the mailbox service knows it: in NFC, {@code /} between levels, INBOX in capitals however the client wrote it
 * (RFC 3501 §5.1, RFC 9051 §5.1). Two are equal when they are the same to the mailbox service.
 *
 * @param given as the client wrote it
 */
public record MailboxName(String value, String given) {
    /** The one that every account has. */
    public static final MailboxName INBOX = new MailboxName("INBOX");

    /** Separates levels. */
    public static final char DELIMITER = '/';

    /** Brings {@code value} into its form. */
    public MailboxName {
        value = normal(value);
    }

    /** As a client wrote it. */
    public MailboxName(String given) {
        this(given, given);
    }

    private static String normal(String name) {
        String normal = Normalizer.normalize(name, Normalizer.Form.NFC);
        boolean inbox = normal.length() >= 5
                && Ascii.equalsIgnoreCase(normal.substring(0, 5), "INBOX")
                && (normal.length() == 5 || normal.charAt(5) == DELIMITER);
        return inbox ? "INBOX" + normal.substring(5) : normal;
    }

    /** INBOX itself. */
    public boolean isInbox() {
        return value.equals("INBOX");
    }

    /** What the client wrote, when that is another text (RFC 9051 §6.3.9.7). */
    public Optional<String> oldName() {
        return given.equals(value) ? Optional.empty() : Optional.of(given);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof MailboxName other && value.equals(other.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }
}
