package org.packetboat.smtp.port;

/** An account of the mailbox service. */
public record AccountId(long value) {}
