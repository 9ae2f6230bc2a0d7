package org.packetboat.mail.smtp;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of RCPT.
 *
 * @param notifications empty when nothing was said; {@link Notify#NEVER} is alone
 * @param originalRecipient address type, ";", address without its encoding (RFC 3461 §4.2, RFC 6533 §3)
 * @param unknown those that this grammar does not know, in the order given; the handler refuses them (RFC 5321 §4.1.1.11)
 */
public record RcptParameters(
        Set<Notify> notifications, Optional<String> originalRecipient, List<EsmtpParameter> unknown) {
    /** A RCPT without parameters. */
    public static final RcptParameters NONE = new RcptParameters(Set.of(), Optional.empty(), List.of());

    /** Copies the collections. */
    public RcptParameters {
        notifications = Set.copyOf(notifications);
        unknown = List.copyOf(unknown);
    }

    /** Whether DSN (RFC 3461) was used. */
    public boolean asksForNotification() {
        return !notifications.isEmpty() || originalRecipient.isPresent();
    }
}
