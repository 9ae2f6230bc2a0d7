package org.packetboat.imap.port;

import java.util.Set;
import org.packetboat.imap.codec.StatusItem;

/**
 * Which part of the list of mailboxes.
 *
 * @param prefix what the names begin with, empty for all
 * @param status what is wanted of each mailbox beside its name
 */
public record ListQuery(String prefix, Set<StatusItem> status) {
    /** Copies the set. */
    public ListQuery {
        status = Set.copyOf(status);
    }
}
