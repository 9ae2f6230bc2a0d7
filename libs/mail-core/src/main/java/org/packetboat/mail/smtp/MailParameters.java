package org.packetboat.mail.smtp;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The parameters of MAIL.
 *
 * @param size octets that the client announces (RFC 1870 §3), CRLFs counted, stuffed dots not
 * @param unknown those that this grammar does not know, in the order given; the handler refuses them (RFC 5321 §4.1.1.11)
 */
public record MailParameters(
        OptionalLong size,
        BodyType body,
        Set<MailOption> options,
        DsnRequest dsn,
        Timing timing,
        List<EsmtpParameter> unknown) {
    /** A MAIL without parameters. */
    public static final MailParameters NONE = new MailParameters(
            OptionalLong.empty(), BodyType.SEVEN_BIT, Set.of(), DsnRequest.NONE, Timing.NONE, List.of());

    /** Copies the collections. */
    public MailParameters {
        options = Set.copyOf(options);
        unknown = List.copyOf(unknown);
    }

    /** Whether a parameter without value was given. */
    public boolean has(MailOption option) {
        return options.contains(option);
    }
}
