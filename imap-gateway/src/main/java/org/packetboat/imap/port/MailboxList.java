package org.packetboat.imap.port;

import java.util.List;

/**
 * All mailboxes of an account in one snapshot.
 *
 * @param mailboxes ordered by name
 * @param subscribed names, whether or not such a mailbox exists
 */
public record MailboxList(List<ListedMailbox> mailboxes, List<String> subscribed) {}
