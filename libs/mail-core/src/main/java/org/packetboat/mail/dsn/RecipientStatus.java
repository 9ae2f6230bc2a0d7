package org.packetboat.mail.dsn;

import java.util.Locale;

/**
 * What became of one recipient. RFC 3464 §2.3.
 *
 * @param recipient forward-path without angle brackets, as the sender gave it
 * @param action what the reporting MTA did
 * @param status enhanced status code, "5.1.1"
 * @param diagnostic the reply or the reason in one line, "550 5.1.1 ..."; may be empty
 */
public record RecipientStatus(String recipient, Action action, String status, String diagnostic) {
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
