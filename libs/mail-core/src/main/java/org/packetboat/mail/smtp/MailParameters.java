package org.packetboat.mail.smtp;

import java.util.List;
import java.util.OptionalLong;

/**
 * The parameters of MAIL.
 *
 * @param size octets that the client announces (RFC 1870 §3), CRLFs counted, stuffed dots not
 * @param unknown those that this grammar does not know, in the order given; the handler refuses them (RFC 5321 §4.1.1.11)
 */
public record MailParameters(OptionalLong size, BodyType body, List<EsmtpParameter> unknown) {
    /** A MAIL without parameters. */
    public static final MailParameters NONE = new MailParameters(OptionalLong.empty(), BodyType.SEVEN_BIT, List.of());

    /** Copies the list. */
    public MailParameters {
        unknown = List.copyOf(unknown);
    }
}
