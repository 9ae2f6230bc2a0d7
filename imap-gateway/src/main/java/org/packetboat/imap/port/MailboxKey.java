package org.packetboat.imap.port;

/** A mailbox whatever its name is at the moment. */
public record MailboxKey(long accountId, long mailboxId) {}
