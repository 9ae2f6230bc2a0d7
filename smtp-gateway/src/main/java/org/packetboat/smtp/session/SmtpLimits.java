package org.packetboat.smtp.session;

import java.time.Duration;
import org.packetboat.mail.sasl.SaslLines;
import org.packetboat.mail.smtp.SmtpCommand;

/**
 * What one conversation and one message may use.
 *
 * @param messageOctets of a message without its trace header
 * @param messageTime from DATA or the first BDAT to the last of its octets, however quickly they come
 * @param headerOctets of its header section
 * @param recipients of one transaction
 * @param inlineOctets up to which a message travels in its record, trace header included
 * @param errors without an accepted message in between, after which a conversation is ended
 * @param strangers that it may name as recipients, the same way
 * @param times that its sender may set
 */
public record SmtpLimits(
        long messageOctets,
        Duration messageTime,
        int headerOctets,
        int recipients,
        int inlineOctets,
        int errors,
        int strangers,
        TimeLimits times) {
    /** The defaults of the configuration. */
    public static final SmtpLimits DEFAULTS =
            new SmtpLimits(50L << 20, Duration.ofHours(16), 256 << 10, 100, 256 << 10, 20, 50, TimeLimits.DEFAULTS);

    /** RFC 5321 §4.5.3.1.4. */
    private static final int COMMAND_LINE_OCTETS = 512;

    /**
     * What extensions add to MAIL: SIZE 26 (RFC 1870 §3), BODY 16 (RFC 3030 §3), SMTPUTF8 10 (RFC 6531 §3.1), AUTH 500 (RFC 4954 §3),
     * RET and ENVID 116 (RFC 3461 §4.3 and §4.4), REQUIRETLS 11 (RFC 8689 §2), a hold 34 (RFC 4865 §3), BY 17 (RFC 2852 §2),
     * MT-PRIORITY 15 (RFC 6710 §3).
     */
    private static final int MAIL_LINE_OCTETS = COMMAND_LINE_OCTETS + 26 + 16 + 10 + 500 + 116 + 11 + 34 + 17 + 15;

    /** ORCPT and NOTIFY (RFC 3461 §4.1 and §4.2). */
    private static final int RCPT_LINE_OCTETS = COMMAND_LINE_OCTETS + 507 + 29;

    /** AUTH with an initial response, and the answers to challenges (RFC 4954 §4). */
    public static final int AUTH_LINE_OCTETS = SaslLines.MAX_OCTETS + 64;

    /** How long the line of a command may be, its CRLF included. */
    static int lineOctets(SmtpCommand command) {
        return switch (command) {
            case SmtpCommand.Mail _ -> MAIL_LINE_OCTETS;
            case SmtpCommand.Rcpt _ -> RCPT_LINE_OCTETS;
            // As long as it is read at all: the octets behind BDAT are known only if it is parsed.
            case SmtpCommand.Auth _, SmtpCommand.Bdat _ -> AUTH_LINE_OCTETS;
            case SmtpCommand.Xclient _ -> 2 * COMMAND_LINE_OCTETS;
            default -> COMMAND_LINE_OCTETS;
        };
    }

    /** Whether no command but AUTH is as long. */
    static boolean isLongerThanAny(int lineOctets) {
        return lineOctets > MAIL_LINE_OCTETS;
    }
}
