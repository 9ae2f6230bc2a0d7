package org.packetboat.mail.dsn;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.packetboat.mail.octets.Ascii;

/**
 * What became of one recipient. RFC 3464 §2.3.
 *
 * @param recipient forward-path without angle brackets, as the sender gave it
 * @param action what the reporting MTA did
 * @param status enhanced status code, "5.1.1"
 * @param diagnostic the reply or the reason in one line, "550 5.1.1 ...", or the reason, {@link #LAST} and a reply; may be empty
 * @param detail what else is known
 */
public record RecipientStatus(String recipient, Action action, String status, String diagnostic, Detail detail) {
    /** In a diagnostic between a reason of our own and what was heard last. */
    public static final String LAST = "; last: ";

    /** Nothing else is known. */
    public RecipientStatus(String recipient, Action action, String status, String diagnostic) {
        this(recipient, action, status, diagnostic, Detail.NONE);
    }

    /**
     * What only some reports say. RFC 3464 §2.3.
     *
     * @param originalRecipient as in ORCPT (RFC 3461 §4.2): type, semicolon, address; empty if the sender gave none
     * @param remoteMta the host that answered; empty if none did
     * @param lastAttemptAt when that was
     * @param willRetryUntil until when it is tried, for a delay
     */
    public record Detail(
            String originalRecipient,
            String remoteMta,
            Optional<Instant> lastAttemptAt,
            Optional<Instant> willRetryUntil) {
        /** Nothing. */
        public static final Detail NONE = new Detail("", "", Optional.empty(), Optional.empty());

        /** What only this server knows of, and nobody was asked about. */
        public static Detail here(String originalRecipient) {
            return new Detail(originalRecipient, "", Optional.empty(), Optional.empty());
        }
    }

    /** RFC 3464 §2.3.3. */
    public enum Action {
        FAILED,
        DELAYED,
        DELIVERED,
        RELAYED,
        EXPANDED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The reply that the diagnostic is or ends in (RFC 5321 §4.2); empty when it is only a reason of our own. */
    Optional<String> reply() {
        int last = diagnostic.indexOf(LAST);
        String reply = isReply(diagnostic) || last < 0 ? diagnostic : diagnostic.substring(last + LAST.length());
        return isReply(reply) ? Optional.of(reply) : Optional.empty();
    }

    private static boolean isReply(String text) {
        return text.length() >= 3
                && text.charAt(0) >= '2'
                && text.charAt(0) <= '5'
                && Ascii.isDigit(text.charAt(1))
                && Ascii.isDigit(text.charAt(2))
                && (text.length() == 3 || text.charAt(3) == ' ');
    }

    /** The same with what else is known. */
    public RecipientStatus with(Detail more) {
        return new RecipientStatus(recipient, action, status, diagnostic, more);
    }

    /** A recipient that does not exist, or not any more. */
    public static RecipientStatus gone(String recipient) {
        return new RecipientStatus(recipient, Action.FAILED, "5.1.1", "550 5.1.1 No such recipient here");
    }
}
