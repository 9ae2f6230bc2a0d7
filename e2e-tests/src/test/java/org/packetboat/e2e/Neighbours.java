package org.packetboat.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/** A stack that finds other servers of this machine by DNS, where each has an address of its own. The tests of those servers share it. */
record Neighbours(Stack stack, Knot dns, int port) {
    private static final String POSTFIX = "127.0.41.2";
    private static final String EXIM = "127.0.41.3";

    private static class Shared {
        static final Neighbours NEIGHBOURS = start();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                NEIGHBOURS.stack().close();
                NEIGHBOURS.dns().close();
            }));
        }
    }

    static Neighbours shared() {
        return Shared.NEIGHBOURS;
    }

    private static Neighbours start() {
        Peers.install();
        try {
            int port = Peers.freePort();
            Knot dns = Knot.start("""
                    postfix MX 10 mx.postfix
                    mx.postfix A %s
                    exim MX 10 mx.exim
                    mx.exim A %s
                    """.formatted(POSTFIX, EXIM));
            try {
                Map<String, String> environment = Map.of(
                        "PACKETBOAT_DNS_SERVERS",
                        dns.address(),
                        "PACKETBOAT_RELAY_PORT",
                        Integer.toString(port),
                        "PACKETBOAT_DELIVERY_HOSTNAME",
                        "packetboat.test",
                        "PACKETBOAT_SMTP_HOSTNAME",
                        "packetboat.test");
                return new Neighbours(Stack.start(environment, List.of()), dns, port);
            } catch (AssertionError e) {
                dns.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InetSocketAddress postfix() {
        return new InetSocketAddress(InetAddress.ofLiteral(POSTFIX), port);
    }

    InetSocketAddress exim() {
        return new InetSocketAddress(InetAddress.ofLiteral(EXIM), port);
    }
}
