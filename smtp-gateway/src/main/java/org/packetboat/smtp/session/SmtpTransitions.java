package org.packetboat.smtp.session;

import java.util.Optional;
import org.packetboat.mail.sasl.SaslChannel;
import org.packetboat.smtp.port.Login;
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
 * Greeted, Ready, InTransaction   HELO, EHLO                     Ready           §4.1.4 (a transaction is rolled back)
 * Ready                           MAIL accepted                  InTransaction   §4.1.1.2
 * InTransaction                   RCPT accepted or refused       InTransaction   §4.1.1.3
 * InTransaction                   DATA, a recipient is there     Receiving       §4.1.1.4
 * Receiving                       end of data, whatever became   Ready           §4.1.1.4 (the transaction is over)
 * InTransaction                   RSET                           Ready           §4.1.1.5
 * Ready                           AUTH succeeded                 Ready           RFC 4954 §4
 * any but Receiving               STARTTLS, after the handshake  Greeted         RFC 3207 §4.2 (everything is forgotten)
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

    /** HELO or EHLO. */
    public static SmtpState introduced(SmtpState from, String helo, Dialect dialect, Exchange exchange) {
        Privacy privacy = exchange.saslChannel().confidentiality() == SaslChannel.Confidentiality.TLS
                ? Privacy.TLS
                : Privacy.CLEAR;
        String address = exchange.clientAddress().getHostAddress();
        return switch (from) {
            case Greeted _, Ready _, InTransaction _ ->
                new Ready(new Peer(address, helo, dialect, privacy, login(from)));
            case Receiving _, Quit _ -> throw illegal(from, "HELO");
        };
    }

    /** AUTH. */
    public static SmtpState loggedIn(Ready from, Login login) {
        return new Ready(from.peer().with(login));
    }

    /** STARTTLS: what the client has said before means nothing. */
    public static SmtpState encrypted(SmtpState from) {
        return switch (from) {
            case Greeted _, Ready _, InTransaction _ -> new Greeted();
            case Receiving _, Quit _ -> throw illegal(from, "STARTTLS");
        };
    }

    /** The login of a state, if there is one. */
    static Optional<Login> login(SmtpState state) {
        return switch (state) {
            case Greeted _, Quit _ -> Optional.empty();
            case Ready(Peer peer) -> peer.login();
            case InTransaction(Peer peer, Transaction _) -> peer.login();
            case Receiving(Peer peer, Transaction _) -> peer.login();
        };
    }

    /** MAIL. */
    public static SmtpState begun(Ready from, Transaction transaction) {
        return new InTransaction(from.peer(), transaction);
    }

    /** DATA. */
    public static Receiving receiving(InTransaction from) {
        if (from.transaction().recipients().isEmpty()) {
            throw illegal(from, "DATA");
        }
        return new Receiving(from.peer(), from.transaction());
    }

    /** The end of data. */
    public static SmtpState received(Receiving from) {
        return new Ready(from.peer());
    }

    /** RSET. */
    public static SmtpState reset(SmtpState from) {
        return switch (from) {
            case Greeted _, Ready _ -> from;
            case InTransaction transaction -> new Ready(transaction.peer());
            case Receiving _, Quit _ -> throw illegal(from, "RSET");
        };
    }

    /** QUIT. */
    public static SmtpState quit(SmtpState from) {
        return switch (from) {
            case Greeted _, Ready _, InTransaction _ -> new Quit();
            case Receiving _, Quit _ -> throw illegal(from, "QUIT");
        };
    }

    private static IllegalStateException illegal(SmtpState from, String event) {
        return new IllegalStateException(event + " in " + from.getClass().getSimpleName());
    }
}
