package org.packetboat.mail.smtp;

/** When a sender wants to hear of a recipient, RFC 3461 §4.1. */
public enum Notify {
    NEVER,
    SUCCESS,
    FAILURE,
    DELAY
}
