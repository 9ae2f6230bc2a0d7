package org.packetboat.smtp.policy;

import java.net.InetAddress;
import java.util.List;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.smtp.session.Role;

/** How far a client has come, and what it has said. Each is reached only when the protocol and the directory allow what it has asked for. */
public sealed interface Stage {
    /** Who it is. */
    Client client();

    /** HELO, EHLO or LHLO: the first that a client hears an answer to. */
    record Introduced(Client client) implements Stage {}

    /** MAIL. */
    record Mail(Client client, ReversePath reversePath) implements Stage {}

    /** RCPT. */
    record Rcpt(Client client, ReversePath reversePath, ForwardPath forwardPath, Destination destination)
            implements Stage {}

    /** DATA, or the first BDAT, before any octet of the message is taken. */
    record Data(Client client, ReversePath reversePath, List<ForwardPath> forwardPaths) implements Stage {
        /** Copies them. */
        public Data {
            forwardPaths = List.copyOf(forwardPaths);
        }
    }

    /**
     * The other side.
     *
     * @param address behind any proxy
     * @param helo what it calls itself
     */
    record Client(Role role, InetAddress address, String helo, Standing standing) {}

    /** What is known of a client. */
    enum Standing {
        STRANGER,
        /** In a network that may relay. */
        TRUSTED,
        LOGGED_IN
    }

    /** Where a recipient is. */
    enum Destination {
        HERE,
        /** In a domain that is not ours. */
        ELSEWHERE
    }
}
