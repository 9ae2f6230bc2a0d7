package org.packetboat.smtp.session;

import java.util.Optional;
import org.packetboat.smtp.port.Login;

/** Where a conversation stands; each state holds what is valid in it. Transitions: {@link SmtpTransitions}. */
public sealed interface SmtpState {
    /** The greeting was sent; the client has not said who it is. */
    record Greeted() implements SmtpState {}

    /** The client has said HELO, EHLO or LHLO; no transaction is open. */
    record Ready(Peer peer) implements SmtpState {}

    /** MAIL was accepted. */
    record InTransaction(Peer peer, Transaction transaction) implements SmtpState {}

    /** DATA or BDAT was accepted; the octets are the message's until its end, or the chunk's. */
    record Receiving(Peer peer, Transaction transaction, Optional<Arrival> begun) implements SmtpState {}

    /** Some chunks of a message have come, and not the last one. */
    record Chunking(Peer peer, Transaction transaction, Arrival arrival) implements SmtpState {}

    /** QUIT was answered, or the client has made too many mistakes: nothing more is read. */
    record Quit() implements SmtpState {}

    /**
     * The client as it introduced itself.
     *
     * @param address IP address in its text form
     * @param helo the name that it gave
     * @param privacy of the connection
     * @param login of AUTH, which later HELOs do not end (RFC 4954 §4)
     */
    record Peer(String address, String helo, Dialect dialect, Privacy privacy, Optional<Login> login) {
        /** The same after AUTH. */
        Peer with(Login identity) {
            return new Peer(address, helo, dialect, privacy, Optional.of(identity));
        }

        /** The "with" of the trace field (RFC 3848, RFC 6531 §3.7.3). */
        public String protocol(Repertoire repertoire) {
            if (dialect == Dialect.SMTP) {
                return "SMTP";
            }
            String base = dialect == Dialect.LMTP ? "LMTP" : "SMTP";
            String prefix = repertoire == Repertoire.UTF8 ? "UTF8" : dialect == Dialect.LMTP ? "" : "E";
            return prefix + base + (privacy == Privacy.TLS ? "S" : "") + (login.isPresent() ? "A" : "");
        }
    }

    /** Which characters a transaction may use. */
    enum Repertoire {
        ASCII,
        /** SMTPUTF8 was said. */
        UTF8
    }

    /** Whether others could listen. */
    enum Privacy {
        CLEAR,
        TLS
    }

    /** Which protocol was chosen by the client's introduction. */
    enum Dialect {
        /** HELO. */
        SMTP,
        /** EHLO. */
        ESMTP,
        /** LHLO. */
        LMTP
    }
}
