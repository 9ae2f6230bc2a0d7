package org.packetboat.smtp.port;

import java.util.List;

/**
 * What a forward-path reaches here and now; delivery does not ask again.
 *
 * @param accounts distinct; several for an alias
 * @param remotePaths addresses in other domains that an alias leads to
 * @param lists mailing lists, whose members delivery asks for
 * @param closedLists those beside all that which do not take this sender's mail, of which delivery tells the sender
 */
public record Resolution(
        List<AccountId> accounts, List<String> remotePaths, List<String> lists, List<String> closedLists) {
    /** Copies them. */
    public Resolution {
        accounts = List.copyOf(accounts);
        remotePaths = List.copyOf(remotePaths);
        lists = List.copyOf(lists);
        closedLists = List.copyOf(closedLists);
    }

    /** Without mailing lists. */
    public Resolution(List<AccountId> accounts, List<String> remotePaths) {
        this(accounts, remotePaths, List.of(), List.of());
    }

    /** How many accounts, addresses and lists it leads to. */
    public int destinations() {
        return accounts.size() + remotePaths.size() + lists.size() + closedLists.size();
    }

    /** At most what it takes in a record. */
    public long octets() {
        long octets = 10L * accounts.size();
        for (String path : remotePaths) {
            octets += AcceptedRecipient.octets(path);
        }
        for (String list : lists) {
            octets += AcceptedRecipient.octets(list);
        }
        for (String list : closedLists) {
            octets += AcceptedRecipient.octets(list);
        }
        return octets;
    }
}
