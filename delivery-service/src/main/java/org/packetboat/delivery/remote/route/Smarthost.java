package org.packetboat.delivery.remote.route;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.packetboat.delivery.queue.Destination;
import org.packetboat.delivery.remote.smtp.Target;
import org.packetboat.dns.MailDns;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.smtp.EnhancedStatus;

/** Everything goes to one host. */
public final class Smarthost implements Router {
    private final MailDns dns;
    private final String host;
    private final int port;
    private final Target.Encryption encryption;
    private final Optional<Target.Login> login;

    /** @param host a name or an address */
    public Smarthost(MailDns dns, String host, int port, Target.Encryption encryption, Optional<Target.Login> login) {
        this.dns = dns;
        this.host = host;
        this.port = port;
        this.encryption = encryption;
        this.login = login;
    }

    @Override
    public Route route(String destination) throws InterruptedException {
        if (destination.equals(Destination.NOWHERE)) {
            return new Route.Nowhere(new EnhancedStatus(5, 1, 2), "550 5.1.2 No such domain");
        }
        List<InetAddress> addresses;
        try {
            addresses = addresses();
        } catch (UnavailableException e) {
            return new Route.Unknown("the smarthost's address is not known: " + e.getMessage());
        }
        if (addresses.isEmpty()) {
            return new Route.Unknown("the smarthost has no address");
        }
        List<Target> targets = new ArrayList<>();
        addresses.forEach(address -> targets.add(new Target(host, address, port, encryption, login)));
        return new Route.Hosts(List.of(new Route.Host(0, targets)));
    }

    private List<InetAddress> addresses() throws InterruptedException {
        try {
            return List.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException _) {
            return dns.addresses(host);
        }
    }

    @Override
    public Optional<String> shared() {
        return Optional.of(sharedName(host, port));
    }

    /** The name under which a smarthost is blocked: that of no destination. */
    public static String sharedName(String host, int port) {
        return "smarthost " + host + ":" + port;
    }
}
