package org.packetboat.imap.port;

import org.packetboat.imap.view.Delta;

/**
 * Counters of a mailbox, exact at the moment of the answer.
 *
 * @param point how far its history has come
 * @param octets of all messages
 * @param deletedOctets of those with {@code \Deleted}, if that was asked for
 * @param recentFrom UIDs from here on nobody had claimed as recent before this call
 * @param recent how many those are
 */
public record MailboxStatus(
        long mailboxId,
        long uidValidity,
        Delta.Point point,
        long messages,
        long unseen,
        long deleted,
        long octets,
        long deletedOctets,
        long recentFrom,
        long recent) {}
