package org.packetboat.delivery.remote.route;

import java.util.List;
import java.util.random.RandomGenerator;
import org.packetboat.delivery.remote.smtp.Target;
import org.packetboat.mail.smtp.EnhancedStatus;

/** Where the mail of a destination goes. */
public sealed interface Route {
    /** To one of these; at least one. */
    record Hosts(List<Host> hosts) implements Route {
        /** As many as one attempt asks: the order sees to their mixture. RFC 5321 §5.1: at least two. */
        public static final int MOST_ASKED = 5;

        public Hosts {
            hosts = List.copyOf(hosts);
        }

        /** In the order of one attempt: by preference, at random among equals. */
        public List<Target> targets(RandomGenerator random) {
            return new HostOrder(random).of(hosts);
        }
    }

    /**
     * A host.
     *
     * @param preference the lower, the earlier
     * @param targets its addresses, in any order; at least one
     */
    record Host(int preference, List<Target> targets) {
        public Host {
            targets = List.copyOf(targets);
        }
    }

    /** Nowhere, and that will not change by waiting. */
    record Nowhere(EnhancedStatus status, String text) implements Route {}

    /** Nobody knows now. */
    record Unknown(String text) implements Route {}
}
