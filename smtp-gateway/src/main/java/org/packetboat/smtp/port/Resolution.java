package org.packetboat.smtp.port;

import java.util.List;

/**
 * What a forward-path reaches here and now; delivery does not ask again.
 *
 * @param accounts distinct; several for an alias
 * @param remotePaths addresses in other domains that an alias leads to
 */
public record Resolution(List<AccountId> accounts, List<String> remotePaths) {
    /** Copies the lists. */
    public Resolution {
        accounts = List.copyOf(accounts);
        remotePaths = List.copyOf(remotePaths);
    }
}
