package org.packetboat.mail.smtp;

/** What a trusted proxy may say of the client behind it; Postfix's XCLIENT_README. */
public enum XclientAttribute {
    NAME,
    ADDR,
    PORT,
    PROTO,
    HELO,
    LOGIN,
    DESTADDR,
    DESTPORT
}
