package org.packetboat.imap.port;

import org.packetboat.imap.view.Delta;

/**
 * Counters of a mailbox, exact at the moment of the answer.
 *
 * @param point how far its history has come
 * @param recentFrom UIDs from here on nobody had claimed as recent before this call
 * @param recent how many those are
 */
public record MailboxStatus(
        long mailboxId,
        long uidValidity,
        Delta.Point point,
        long messages,
        long unseen,
        long recentFrom,
        long recent) {}
