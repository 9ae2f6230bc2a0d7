package org.packetboat.imap.port;

/**
 * What one transaction of MOVE did.
 *
 * @param copied from where to where; fewer than asked for where some were gone
 * @param modSeq of the mailbox that they left, 0 when there was none to move
 */
public record MovedUids(CopiedUids copied, long modSeq) {}
