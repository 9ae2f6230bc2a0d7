package org.packetboat.smtp.session;

import org.packetboat.mail.sasl.SaslLines;

/**
 * What one conversation and one message may use.
 *
 * @param messageOctets of a message without its trace header
 * @param headerOctets of its header section
 * @param recipients of one transaction
 * @param inlineOctets up to which a message travels in its record, trace header included
 * @param errors without an accepted message in between, after which a conversation is ended
 */
public record SmtpLimits(long messageOctets, int headerOctets, int recipients, int inlineOctets, int errors) {
    /** The defaults of the configuration. */
    public static final SmtpLimits DEFAULTS = new SmtpLimits(50L << 20, 256 << 10, 100, 256 << 10, 20);

    /** RFC 5321 §4.5.3.1.4, and what SIZE (RFC 1870 §3) and BODY (RFC 6152 §2) add to MAIL. */
    public static final int COMMAND_LINE_OCTETS = 512 + 26 + 17;

    /** AUTH with an initial response, and the answers to challenges (RFC 4954 §4). */
    public static final int AUTH_LINE_OCTETS = SaslLines.MAX_OCTETS + 64;
}
