package org.packetboat.imap.port;

/**
 * What REPLACE did.
 *
 * @param modSeq of the expunge, in the mailbox of the message that is gone
 */
public record ReplacedUid(AppendedUids appended, long modSeq) {}
