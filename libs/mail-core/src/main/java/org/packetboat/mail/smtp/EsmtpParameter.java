package org.packetboat.mail.smtp;

/**
 * {@code esmtp-param}, RFC 5321 §4.1.2.
 *
 * @param keyword in capitals
 * @param value empty when there was no {@code =}
 */
public record EsmtpParameter(String keyword, String value) {}
