package org.packetboat.imap.handler;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.packetboat.imap.codec.StatusItem;
import org.packetboat.imap.port.MailboxStatus;

/**
 * What a STATUS response tells of a mailbox.
 *
 * @param appendLimit octets that an appended message may have, the same for all mailboxes (RFC 7889 §3)
 */
public record StatusItems(long appendLimit) {
    Map<StatusItem, Long> of(Set<StatusItem> wanted, MailboxStatus status) {
        Map<StatusItem, Long> items = new EnumMap<>(StatusItem.class);
        for (StatusItem item : wanted) {
            items.put(
                    item,
                    switch (item) {
                        case MESSAGES -> status.messages();
                        case RECENT -> status.recent();
                        case UIDNEXT -> status.point().uidNext();
                        case UIDVALIDITY -> status.uidValidity();
                        case UNSEEN -> status.unseen();
                        case HIGHESTMODSEQ -> status.point().modSeq();
                        case DELETED -> status.deleted();
                        case DELETED_STORAGE -> status.deletedOctets();
                        case SIZE -> status.octets();
                        case APPENDLIMIT -> appendLimit;
                        case MAILBOXID -> status.mailboxId();
                    });
        }
        return items;
    }
}
