package org.packetboat.delivery.remote.route;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.packetboat.mail.network.NetworkSet;

/**
 * Which hosts other people's DNS may send mail to. At ourselves mail would come back (RFC 5321 §5.1); and whoever writes MX records must not choose among the
 * services of this machine, or of its network.
 *
 * @param ownNames in any case
 * @param ownAddresses where mail for others would come back
 * @param allowed may be asked whatever they are
 * @param privateNetworks whether addresses for private use may be asked (RFC 1918, RFC 4193)
 */
public record Reach(
        Set<String> ownNames, NetworkSet ownAddresses, NetworkSet allowed, PrivateNetworks privateNetworks) {
    /** What is done with private addresses. */
    public enum PrivateNetworks {
        ALLOWED,
        REFUSED
    }

    public Reach {
        ownNames = ownNames.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** The same with one more name. */
    public Reach withOwnName(String name) {
        Set<String> names = new HashSet<>(ownNames);
        names.add(name);
        return new Reach(names, ownAddresses, allowed, privateNetworks);
    }

    boolean isOwn(String name) {
        return ownNames.contains(name.toLowerCase(Locale.ROOT));
    }

    boolean isOwn(InetAddress address) {
        return ownAddresses.contains(address);
    }

    boolean mayAsk(InetAddress address) {
        if (allowed.contains(address)) {
            return true;
        }
        boolean local = address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isMulticastAddress()
                || isThisNetworkOrReserved(address.getAddress());
        return !local && (privateNetworks == PrivateNetworks.ALLOWED || !isPrivate(address));
    }

    /** RFC 1122 §3.2.1.3: 0.0.0.0/8; RFC 1112 §4: 240.0.0.0/4 with the limited broadcast. */
    private static boolean isThisNetworkOrReserved(byte[] octets) {
        return octets.length == 4 && (octets[0] == 0 || (octets[0] & 0xF0) == 0xF0);
    }

    /** RFC 4193 §3.1: fc00::/7. */
    private static boolean isPrivate(InetAddress address) {
        byte[] octets = address.getAddress();
        return address.isSiteLocalAddress() || octets.length == 16 && (octets[0] & 0xFE) == 0xFC;
    }
}
