package org.packetboat.mail.smtp;

/** Parameters of MAIL that have no value. */
public enum MailOption {
    /** Addresses and header fields may be in UTF-8 (RFC 6531 §3.4). */
    SMTPUTF8,
    /** Every hop by TLS with a verified server (RFC 8689 §2). */
    REQUIRETLS
}
