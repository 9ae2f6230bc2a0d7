package org.packetboat.delivery.remote.route;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.packetboat.delivery.port.MailDns;
import org.packetboat.delivery.port.MailDns.Exchanger;
import org.packetboat.delivery.port.MailDns.Exchangers;
import org.packetboat.delivery.queue.Destination;
import org.packetboat.delivery.remote.smtp.Target;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.smtp.EnhancedStatus;

/** By MX records, RFC 5321 §5.1, with the null MX of RFC 7505. */
public final class MxRouter implements Router {
    /** RFC 5321 §5.1 wants two at least; a domain with a hundred must not hold us. */
    private static final int MOST_TARGETS = 10;

    private static final String IPV6 = "ipv6:";

    private final MailDns dns;
    private final String hostname;
    private final int port;
    private final RandomGenerator random;

    /** @param hostname our own, at which mail for others would come back */
    public MxRouter(MailDns dns, String hostname, int port, RandomGenerator random) {
        this.dns = dns;
        this.hostname = hostname.toLowerCase(Locale.ROOT);
        this.port = port;
        this.random = random;
    }

    @Override
    public Route route(String destination) throws InterruptedException {
        if (destination.equals(Destination.NOWHERE)) {
            return new Route.Nowhere(new EnhancedStatus(5, 1, 2), "550 5.1.2 No such domain");
        }
        if (destination.charAt(0) == '[') {
            return literal(destination);
        }
        try {
            return switch (dns.exchangers(destination)) {
                case Exchangers.NoSuchName _ ->
                    new Route.Nowhere(new EnhancedStatus(5, 1, 2), "550 5.1.2 The domain does not exist");
                // RFC 5321 §5.1: the name itself is its exchanger.
                case Exchangers.None _ ->
                    hosts(List.of(new Exchanger(0, destination)), "550 5.1.2 The domain has neither MX nor address");
                case Exchangers.Found found -> found(found.records());
            };
        } catch (UnavailableException e) {
            return new Route.Unknown("DNS: " + e.getMessage());
        }
    }

    private Route found(List<Exchanger> records) throws InterruptedException {
        // RFC 7505 §3: a root beside others is no null MX, and no host either.
        List<Exchanger> named =
                records.stream().filter(record -> !record.host().isEmpty()).toList();
        if (named.isEmpty()) {
            return new Route.Nowhere(new EnhancedStatus(5, 1, 10), "556 5.1.10 The domain takes no mail (null MX)");
        }
        // RFC 5321 §5.1: from ourselves on, mail would come back.
        int own = named.stream()
                .filter(record -> record.host().toLowerCase(Locale.ROOT).equals(hostname))
                .mapToInt(Exchanger::preference)
                .min()
                .orElse(Integer.MAX_VALUE);
        List<Exchanger> before =
                named.stream().filter(record -> record.preference() < own).toList();
        if (before.isEmpty()) {
            return new Route.Nowhere(
                    new EnhancedStatus(5, 4, 6), "554 5.4.6 Mail for the domain would come back to this server");
        }
        return hosts(shuffled(before), "550 5.4.4 No mail exchanger of the domain has an address");
    }

    /** By preference, at random among equals. */
    private List<Exchanger> shuffled(List<Exchanger> records) {
        List<Exchanger> shuffled = new ArrayList<>(records);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            Exchanger other = shuffled.get(j);
            shuffled.set(j, shuffled.get(i));
            shuffled.set(i, other);
        }
        shuffled.sort(Comparator.comparingInt(Exchanger::preference));
        return shuffled;
    }

    private Route hosts(List<Exchanger> exchangers, String nobody) throws InterruptedException {
        List<Target> targets = new ArrayList<>();
        UnavailableException unknown = null;
        for (Exchanger exchanger : exchangers) {
            try {
                for (InetAddress address : dns.addresses(exchanger.host())) {
                    if (targets.size() < MOST_TARGETS) {
                        targets.add(target(exchanger.host(), address));
                    }
                }
            } catch (UnavailableException e) {
                unknown = e;
            }
        }
        if (!targets.isEmpty()) {
            return new Route.Hosts(targets);
        }
        return unknown == null
                ? new Route.Nowhere(new EnhancedStatus(5, 4, 4), nobody)
                : new Route.Unknown("DNS: " + unknown.getMessage());
    }

    /** RFC 5321 §4.1.3. */
    private Route literal(String destination) {
        String content = destination.substring(1, destination.length() - 1);
        String address = content.startsWith(IPV6) ? content.substring(IPV6.length()) : content;
        try {
            return new Route.Hosts(List.of(target(address, InetAddress.ofLiteral(address))));
        } catch (IllegalArgumentException _) {
            return new Route.Nowhere(new EnhancedStatus(5, 1, 2), "550 5.1.2 An address literal of an unknown kind");
        }
    }

    private Target target(String name, InetAddress address) {
        return new Target(name, address, port, Target.Encryption.OPPORTUNISTIC, Optional.empty());
    }
}
