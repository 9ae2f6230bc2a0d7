package org.packetboat.delivery.remote.route;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.packetboat.delivery.queue.Destination;
import org.packetboat.delivery.remote.smtp.Target;
import org.packetboat.dns.MailDns;
import org.packetboat.dns.MailDns.Exchanger;
import org.packetboat.dns.MailDns.Exchangers;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.smtp.EnhancedStatus;

/** By MX records, RFC 5321 §5.1, with the null MX of RFC 7505. */
public final class MxRouter implements Router {
    /** RFC 5321 §5.1 wants two at least; a domain with a hundred must not hold us. */
    private static final int MOST_TARGETS = 10;

    private static final int MOST_EXCHANGERS = 20;
    private static final int MOST_ADDRESSES = 16;

    /** After which those hosts have to do that are known by then. */
    private static final Duration DEADLINE = Duration.ofSeconds(40);

    private static final String IPV6 = "ipv6:";

    private final MailDns dns;
    private final Reach reach;
    private final int port;
    private final RandomGenerator random;
    private final LongSupplier nanoTime;

    /** @param reach which hosts are ourselves, and which nobody may choose */
    public MxRouter(MailDns dns, Reach reach, int port, RandomGenerator random, LongSupplier nanoTime) {
        this.dns = dns;
        this.reach = reach;
        this.port = port;
        this.random = random;
        this.nanoTime = nanoTime;
    }

    @Override
    public Route route(String destination) throws InterruptedException {
        if (destination.equals(Destination.NOWHERE)) {
            return new Route.Nowhere(new EnhancedStatus(5, 1, 2), "550 5.1.2 No such domain");
        }
        if (destination.charAt(0) == '[') {
            return literal(destination);
        }
        long begin = nanoTime.getAsLong();
        try {
            return switch (dns.exchangers(destination)) {
                case Exchangers.NoSuchName _ ->
                    new Route.Nowhere(new EnhancedStatus(5, 1, 2), "550 5.1.2 The domain does not exist");
                // RFC 5321 §5.1: the name itself is its exchanger.
                case Exchangers.None _ ->
                    hosts(
                            List.of(new Exchanger(0, destination)),
                            "550 5.1.2 The domain has neither MX nor address",
                            begin);
                case Exchangers.Found found -> found(found, begin);
            };
        } catch (UnavailableException e) {
            return new Route.Unknown("DNS: " + e.getMessage());
        }
    }

    private Route found(Exchangers.Found found, long begin) throws InterruptedException {
        if (found.isNullMx()) {
            return new Route.Nowhere(new EnhancedStatus(5, 1, 10), "556 5.1.10 The domain takes no mail (null MX)");
        }
        // RFC 7505 §3: a root beside others is no host.
        List<Exchanger> named = found.records().stream()
                .filter(record -> !record.host().isEmpty())
                .toList();
        // RFC 5321 §5.1: from ourselves on, mail would come back.
        int own = named.stream()
                .filter(record -> reach.isOwn(record.host()))
                .mapToInt(Exchanger::preference)
                .min()
                .orElse(Integer.MAX_VALUE);
        List<Exchanger> before =
                named.stream().filter(record -> record.preference() < own).toList();
        return before.isEmpty()
                ? loop()
                : hosts(inOrder(before), "550 5.4.4 No mail exchanger of the domain has an address", begin);
    }

    private static Route loop() {
        return new Route.Nowhere(
                new EnhancedStatus(5, 4, 6), "554 5.4.6 Mail for the domain would come back to this server");
    }

    /** The best ones first: of those that are equal not always the same. */
    private List<Exchanger> inOrder(List<Exchanger> records) {
        List<Exchanger> shuffled = HostOrder.shuffled(records, random);
        shuffled.sort(Comparator.comparingInt(Exchanger::preference));
        return shuffled;
    }

    private Route hosts(List<Exchanger> exchangers, String nobody, long begin) throws InterruptedException {
        Found found = new Found();
        int asked = 0;
        for (Exchanger exchanger : exchangers) {
            if (found.isEnough(exchanger)) {
                break;
            }
            if (asked == MOST_EXCHANGERS || nanoTime.getAsLong() - begin > DEADLINE.toNanos()) {
                found.unknown = found.unknown.or(() -> Optional.of("mail exchangers are left that were not looked up"));
                break;
            }
            asked++;
            try {
                found.add(exchanger, dns.addresses(exchanger.host()));
            } catch (UnavailableException e) {
                found.unknown = Optional.of(String.valueOf(e.getMessage()));
            }
        }
        return found.route(nobody);
    }

    /** What is known of a destination's hosts. */
    private final class Found {
        private final List<Route.Host> hosts = new ArrayList<>();
        private int targets;
        private int own = Integer.MAX_VALUE;
        private boolean refused;

        /** Why there may be more. */
        private Optional<String> unknown = Optional.empty();

        /** When there are more than will be asked, also of a second preference. */
        boolean isEnough(Exchanger next) {
            return next.preference() >= own
                    || targets >= MOST_TARGETS
                            && hosts.getFirst().preference() != hosts.getLast().preference();
        }

        void add(Exchanger exchanger, List<InetAddress> addresses) {
            if (addresses.stream().anyMatch(reach::isOwn)) {
                own = exchanger.preference();
                hosts.removeIf(host -> host.preference() >= own);
                return;
            }
            List<Target> reachable = HostOrder.shuffled(addresses, random).stream()
                    .filter(reach::mayAsk)
                    .limit(MOST_ADDRESSES)
                    .map(address -> target(exchanger.host(), address))
                    .toList();
            refused |= reachable.size() < Math.min(MOST_ADDRESSES, addresses.size());
            if (!reachable.isEmpty()) {
                hosts.add(new Route.Host(exchanger.preference(), reachable));
                targets += reachable.size();
            }
        }

        Route route(String nobody) {
            if (!hosts.isEmpty()) {
                return new Route.Hosts(hosts);
            }
            if (unknown.isPresent()) {
                return new Route.Unknown("DNS: " + unknown.get());
            }
            if (own < Integer.MAX_VALUE) {
                return loop();
            }
            return refused ? refusal() : new Route.Nowhere(new EnhancedStatus(5, 4, 4), nobody);
        }
    }

    private static Route refusal() {
        return new Route.Nowhere(
                new EnhancedStatus(5, 4, 4), "550 5.4.4 Mail is not sent to the address of the domain's server");
    }

    /** RFC 5321 §4.1.3. */
    private Route literal(String destination) {
        String content = destination.substring(1, destination.length() - 1);
        String text = content.startsWith(IPV6) ? content.substring(IPV6.length()) : content;
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            return new Route.Nowhere(new EnhancedStatus(5, 1, 2), "550 5.1.2 An address literal of an unknown kind");
        }
        if (reach.isOwn(address)) {
            return loop();
        }
        return reach.mayAsk(address)
                ? new Route.Hosts(List.of(new Route.Host(0, List.of(target(text, address)))))
                : refusal();
    }

    private Target target(String name, InetAddress address) {
        return new Target(name, address, port, Target.Encryption.OPPORTUNISTIC, Optional.empty());
    }
}
