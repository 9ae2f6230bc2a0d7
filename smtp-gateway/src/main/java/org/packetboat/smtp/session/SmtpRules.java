package org.packetboat.smtp.session;

import java.util.Map;
import java.util.Set;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.WrongStateException;
import org.packetboat.mail.smtp.SmtpCommand;
import org.packetboat.smtp.session.SmtpState.Greeted;
import org.packetboat.smtp.session.SmtpState.InTransaction;
import org.packetboat.smtp.session.SmtpState.Ready;

/** Which command is allowed when: one row per command (RFC 5321 §4.1.4). */
public final class SmtpRules {
    private static final Set<Class<? extends SmtpState>> ANY = Set.of(Greeted.class, Ready.class, InTransaction.class);

    private static final Map<Class<? extends SmtpCommand>, Rule> TABLE = Map.ofEntries(
            Map.entry(SmtpCommand.Helo.class, new Rule(ANY, "")),
            Map.entry(SmtpCommand.Ehlo.class, new Rule(ANY, "")),
            Map.entry(SmtpCommand.Mail.class, new Rule(Set.of(Ready.class), "Send HELO or EHLO first, and one MAIL")),
            Map.entry(SmtpCommand.Rcpt.class, new Rule(Set.of(InTransaction.class), "Need MAIL first")),
            Map.entry(SmtpCommand.Data.class, new Rule(Set.of(InTransaction.class), "Need RCPT first")),
            Map.entry(SmtpCommand.Rset.class, new Rule(ANY, "")),
            Map.entry(SmtpCommand.Noop.class, new Rule(ANY, "")),
            Map.entry(SmtpCommand.Quit.class, new Rule(ANY, "")),
            Map.entry(SmtpCommand.Help.class, new Rule(ANY, "")),
            Map.entry(SmtpCommand.Vrfy.class, new Rule(ANY, "")),
            Map.entry(SmtpCommand.Expn.class, new Rule(ANY, "")),
            Map.entry(SmtpCommand.StartTls.class, new Rule(ANY, "")),
            Map.entry(
                    SmtpCommand.Auth.class,
                    new Rule(Set.of(Ready.class), "Send EHLO first, and no AUTH within a transaction")),
            Map.entry(SmtpCommand.NotImplemented.class, new Rule(ANY, "")));

    /** What submission does for those alone who have logged in (RFC 6409 §4.3); all else needs MAIL before it. */
    private static final Set<Class<? extends SmtpCommand>> WITH_LOGIN =
            Set.of(SmtpCommand.Mail.class, SmtpCommand.Vrfy.class, SmtpCommand.Expn.class);

    private SmtpRules() {}

    /**
     * A row.
     *
     * @param states in which the command is allowed
     * @param otherwise what the client hears elsewhere
     */
    record Rule(Set<Class<? extends SmtpState>> states, String otherwise) {}

    static Map<Class<? extends SmtpCommand>, Rule> table() {
        return TABLE;
    }

    /**
     * Lets a command through.
     *
     * @throws WrongStateException if it is not allowed now
     * @throws RefusedException with {@code AUTHENTICATION_REQUIRED} if the client has to log in first
     */
    static void check(SmtpState state, SmtpCommand command, Role role) {
        Rule rule = TABLE.get(command.getClass());
        if (rule == null) {
            throw new IllegalStateException("no rule for " + command.verb());
        }
        if (!rule.states().contains(state.getClass())) {
            throw new WrongStateException(rule.otherwise());
        }
        if (role.needsLogin()
                && WITH_LOGIN.contains(command.getClass())
                && SmtpTransitions.login(state).isEmpty()) {
            throw new RefusedException(Refusal.AUTHENTICATION_REQUIRED);
        }
        if (command instanceof SmtpCommand.Data
                && state instanceof InTransaction open
                && open.transaction().recipients().isEmpty()) {
            throw new WrongStateException(rule.otherwise());
        }
    }
}
