package org.packetboat.mail.failure;

/** Which bound was crossed. */
public enum Limit {
    /** Octets of a command line. */
    COMMAND_LINE,
    /** Octets of a literal that is not a message. */
    LITERAL,
    /** Octets of a message. */
    MESSAGE_SIZE,
    /** Octets of a message's header section. */
    HEADER_SECTION,
    /** Recipients of one transaction. */
    RECIPIENTS,
    /** Recipients of an account in an hour or a day, which passes. */
    RECIPIENT_RATE,
    /** Room for messages that arrive: the spool is full, which passes. */
    SPOOL,
    /** Commands that a session may get wrong. */
    ERRORS,
    /** Any other bound. */
    OTHER
}
