package org.packetboat.mail.smtp;

/** The BODY parameter of MAIL, RFC 6152 §2. Here it is only remembered: octets are kept either way. */
public enum BodyType {
    /** {@code BODY=7BIT}, and what a sender without the parameter promises. */
    SEVEN_BIT,
    /** {@code BODY=8BITMIME}. */
    EIGHT_BIT_MIME
}
