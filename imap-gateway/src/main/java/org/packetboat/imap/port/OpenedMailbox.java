package org.packetboat.imap.port;

import java.util.List;
import org.packetboat.imap.view.UidRanges;

/**
 * A mailbox as SELECT and EXAMINE see it, in one snapshot.
 *
 * @param firstUnseenUid lowest UID without {@code \Seen}, 0 if there is none
 * @param keywords in use
 * @param specialUses as {@code \\Sent} (RFC 6154 §2)
 * @param hasInferiors whether there are mailboxes below it
 */
public record OpenedMailbox(
        MailboxStatus status,
        UidRanges uids,
        long firstUnseenUid,
        List<String> keywords,
        List<String> specialUses,
        boolean hasInferiors) {}
