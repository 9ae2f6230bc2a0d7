package org.packetboat.mail.smtp;

/** The BODY parameter of MAIL, RFC 6152 §2 and RFC 3030 §3. */
public enum BodyType {
    /** {@code BODY=7BIT}, and what a sender without the parameter promises. */
    SEVEN_BIT,
    /** {@code BODY=8BITMIME}. */
    EIGHT_BIT_MIME,
    /** {@code BODY=BINARYMIME}: any octets; they have no lines, and come by BDAT alone. */
    BINARY_MIME
}
