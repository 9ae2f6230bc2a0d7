package org.packetboat.smtp.port;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a forward-path reaches here and now; delivery does not ask again.
 *
 * @param accounts distinct; several for an alias
 * @param remotePaths addresses in other domains that an alias leads to
 * @param lists mailing lists, whose members delivery asks for
 * @param closedLists those beside all that which do not take this sender's mail, of which delivery tells the sender
 * @param unknown addresses here that an alias leads to beside all that and that do not exist, of which delivery tells the sender
 */
public record Resolution(
        List<AccountId> accounts,
        List<String> remotePaths,
        List<String> lists,
        List<String> closedLists,
        List<String> unknown) {
    /** Copies them. */
    public Resolution {
        accounts = List.copyOf(accounts);
        remotePaths = List.copyOf(remotePaths);
        lists = List.copyOf(lists);
        closedLists = List.copyOf(closedLists);
        unknown = List.copyOf(unknown);
    }

    /** With nothing else. */
    public Resolution(List<AccountId> accounts, List<String> remotePaths) {
        this(accounts, remotePaths, List.of(), List.of(), List.of());
    }

    /** How many accounts, addresses and lists it leads to, whether they take it or not. */
    public int destinations() {
        return accounts.size() + remotePaths.size() + lists.size() + closedLists.size() + unknown.size();
    }

    /** At most what it takes in a record. */
    public long octets() {
        return 10L * accounts.size()
                + Stream.of(remotePaths, lists, closedLists, unknown)
                        .flatMap(List::stream)
                        .mapToLong(AcceptedRecipient::octets)
                        .sum();
    }
}
