package org.packetboat.mail.network;

import java.net.InetAddress;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Networks that an address is in or not: one look into a table for each prefix length that occurs. Thread-safe. */
public final class NetworkSet {
    /** No network. */
    public static final NetworkSet EMPTY = new NetworkSet(Set.of());

    private final Set<Network> networks;
    private final Map<Network.Family, int[]> prefixes;

    private NetworkSet(Set<Network> networks) {
        this.networks = networks;
        prefixes = networks.stream()
                .collect(Collectors.groupingBy(
                        Network::family,
                        Collectors.collectingAndThen(
                                Collectors.mapping(Network::prefix, Collectors.toCollection(TreeSet::new)),
                                lengths -> lengths.stream()
                                        .mapToInt(Integer::intValue)
                                        .toArray())));
    }

    /** These networks. */
    public static NetworkSet of(Collection<Network> networks) {
        return new NetworkSet(Set.copyOf(networks));
    }

    /**
     * Networks as {@link Network#parse} reads them.
     *
     * @throws org.packetboat.mail.failure.SyntaxException if one is none
     */
    public static NetworkSet parse(Collection<String> texts) {
        return of(texts.stream().map(Network::parse).collect(Collectors.toSet()));
    }

    /** Whether one of the networks has this address. 0.0.0.0 and :: are nobody's and in none, not even in all of them. */
    public boolean contains(InetAddress address) {
        if (networks.isEmpty() || address.isAnyLocalAddress()) {
            return false;
        }
        Network alone = Network.of(address);
        for (int prefix : prefixes.getOrDefault(alone.family(), new int[0])) {
            if (networks.contains(alone.first(prefix))) {
                return true;
            }
        }
        return false;
    }

    public boolean isEmpty() {
        return networks.isEmpty();
    }

    @Override
    public String toString() {
        return networks.toString();
    }
}
