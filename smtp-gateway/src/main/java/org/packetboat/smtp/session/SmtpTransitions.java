package org.packetboat.smtp.session;

import org.packetboat.smtp.session.SmtpState.Greeted;
import org.packetboat.smtp.session.SmtpState.InTransaction;
import org.packetboat.smtp.session.SmtpState.Peer;
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
    public static SmtpState introduced(SmtpState from, Peer peer) {
        return switch (from) {
            case Greeted _, Ready _, InTransaction _ -> new Ready(peer);
            case Receiving _, Quit _ -> throw illegal(from, "HELO");
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
