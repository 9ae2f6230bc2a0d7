package org.packetboat.smtp.session;

import java.util.Optional;
import org.packetboat.mail.sasl.SaslChannel;
import org.packetboat.smtp.port.Login;
import org.packetboat.smtp.session.SmtpState.Chunking;
import org.packetboat.smtp.session.SmtpState.Dialect;
import org.packetboat.smtp.session.SmtpState.Greeted;
import org.packetboat.smtp.session.SmtpState.InTransaction;
import org.packetboat.smtp.session.SmtpState.Peer;
import org.packetboat.smtp.session.SmtpState.Privacy;
import org.packetboat.smtp.session.SmtpState.Quit;
import org.packetboat.smtp.session.SmtpState.Ready;
import org.packetboat.smtp.session.SmtpState.Receiving;

/**
 * The session's state machine, RFC 5321 §3 and §4.1.4.
 *
 * <pre>
 * from                            event                          to              RFC 5321
 * (connected)                     greeting sent                  Greeted         §3.1
 * any but Receiving               HELO, EHLO, LHLO               Ready           §4.1.4 (a transaction is rolled back)
 * Ready                           MAIL accepted                  InTransaction   §4.1.1.2
 * InTransaction                   RCPT accepted or refused       InTransaction   §4.1.1.3
 * InTransaction                   DATA, a recipient is there     Receiving       §4.1.1.4
 * InTransaction, Chunking         BDAT, a recipient is there     Receiving       RFC 3030 §2
 * Receiving                       end of a chunk, not the last   Chunking        RFC 3030 §2
 * Receiving                       end of data, whatever became   Ready           §4.1.1.4 (the transaction is over)
 * Receiving                       a chunk was refused            Ready           RFC 3030 §2
 * InTransaction, Chunking         RSET                           Ready           §4.1.1.5
 * Ready                           AUTH succeeded                 Ready           RFC 4954 §4
 * any but Receiving               STARTTLS, after the handshake  Greeted         RFC 3207 §4.2 (everything is forgotten)
 * any but Receiving               XCLIENT                        Greeted         (the session starts again)
 * Greeted, Ready                  RSET                           unchanged       §4.1.1.5
 * any but Receiving               QUIT                           Quit            §4.1.1.10
 * any but Receiving               NOOP, HELP, VRFY, EXPN         unchanged       §4.1.1.6 to §4.1.1.9
 * </pre>
 *
 * {@link SmtpRules} lets no command through that has no row here, so an illegal transition is a bug: {@link IllegalStateException}.
 */
public final class SmtpTransitions {
    private SmtpTransitions() {}

    /** The greeting was sent. */
    public static SmtpState greeted() {
        return new Greeted();
    }

    /** HELO, EHLO or LHLO. */
    public static SmtpState introduced(SmtpState from, String helo, Dialect dialect, Exchange exchange) {
        Privacy privacy = exchange.saslChannel().confidentiality() == SaslChannel.Confidentiality.TLS
                ? Privacy.TLS
                : Privacy.CLEAR;
        Optional<Proxied> proxied = exchange.proxied();
        return switch (from) {
            case Greeted _, Ready _, InTransaction _, Chunking _ ->
                new Ready(new Peer(
                        exchange.clientAddress().getHostAddress(),
                        proxied.flatMap(Proxied::helo).orElse(helo),
                        proxied.flatMap(Proxied::dialect).orElse(dialect),
                        privacy,
                        login(from).or(() -> proxied.flatMap(Proxied::login))));
            case Receiving _, Quit _ -> throw illegal(from, "HELO");
        };
    }

    /** AUTH. */
    public static SmtpState loggedIn(Ready from, Login login) {
        return new Ready(from.peer().with(login));
    }

    /** STARTTLS and XCLIENT: what the client has said before means nothing. */
    public static SmtpState restarted(SmtpState from) {
        return switch (from) {
            case Greeted _, Ready _, InTransaction _, Chunking _ -> new Greeted();
            case Receiving _, Quit _ -> throw illegal(from, "a new start");
        };
    }

    /** The login of a state, if there is one. */
    public static Optional<Login> login(SmtpState state) {
        return switch (state) {
            case Greeted _, Quit _ -> Optional.empty();
            case Ready(Peer peer) -> peer.login();
            case InTransaction(Peer peer, Transaction _) -> peer.login();
            case Receiving(Peer peer, Transaction _, Optional<Arrival> _) -> peer.login();
            case Chunking(Peer peer, Transaction _, Arrival _) -> peer.login();
        };
    }

    /** MAIL. */
    public static SmtpState begun(Ready from, Transaction transaction) {
        return new InTransaction(from.peer(), transaction);
    }

    /** DATA, or the first BDAT. */
    public static Receiving receiving(InTransaction from) {
        if (from.transaction().recipients().isEmpty()) {
            throw illegal(from, "DATA");
        }
        return new Receiving(from.peer(), from.transaction(), Optional.empty());
    }

    /** Another BDAT. */
    public static Receiving receiving(Chunking from) {
        return new Receiving(from.peer(), from.transaction(), Optional.of(from.arrival()));
    }

    /** The end of a chunk. */
    public static SmtpState chunked(Receiving from, Arrival arrival) {
        return new Chunking(from.peer(), from.transaction(), arrival);
    }

    /** The end of data, or a chunk that was refused. */
    public static SmtpState received(Receiving from) {
        return new Ready(from.peer());
    }

    /** RSET. */
    public static SmtpState reset(SmtpState from) {
        return switch (from) {
            case Greeted _, Ready _ -> from;
            case InTransaction transaction -> new Ready(transaction.peer());
            case Chunking chunking -> new Ready(chunking.peer());
            case Receiving _, Quit _ -> throw illegal(from, "RSET");
        };
    }

    /** QUIT. */
    public static SmtpState quit(SmtpState from) {
        return switch (from) {
            case Greeted _, Ready _, InTransaction _, Chunking _ -> new Quit();
            case Receiving _, Quit _ -> throw illegal(from, "QUIT");
        };
    }

    private static IllegalStateException illegal(SmtpState from, String event) {
        return new IllegalStateException(event + " in " + from.getClass().getSimpleName());
    }
}
