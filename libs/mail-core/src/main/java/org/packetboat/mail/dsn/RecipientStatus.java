package org.packetboat.mail.dsn;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of one recipient. RFC 3464 §2.3.
 *
 * @param recipient forward-path without angle brackets, as the sender gave it
 * @param action what the reporting MTA did
 * @param status enhanced status code, "5.1.1"
 * @param diagnostic the reply or the reason in one line, "550 5.1.1 ..."; may be empty
 * @param detail what else is known
 */
public record RecipientStatus(String recipient, Action action, String status, String diagnostic, Detail detail) {
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

    /** A recipient that does not exist any more. */
    public static RecipientStatus gone(String recipient) {
        return new RecipientStatus(recipient, Action.FAILED, "5.1.1", "550 5.1.1 No such recipient here");
    }
}
