package org.packetboat.imap.port;

import java.util.List;
import org.packetboat.contracts.mailbox.MailboxEntry;

/**
 * All mailboxes of an account in one snapshot.
 *
 * @param mailboxes ordered by name
 * @param subscribed names, whether or not such a mailbox exists
 */
public record MailboxList(List<MailboxEntry> mailboxes, List<String> subscribed) {}
