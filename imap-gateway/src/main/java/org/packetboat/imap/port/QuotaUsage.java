package org.packetboat.imap.port;

import java.util.OptionalLong;

/**
 * What an account uses, all its mailboxes together.
 *
 * @param octetsLimit empty for none
 * @param messagesLimit empty for none
 */
public record QuotaUsage(long octets, long messages, OptionalLong octetsLimit, OptionalLong messagesLimit) {}
