package org.packetboat.smtp.session;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.WrongStateException;
import org.packetboat.mail.smtp.BodyType;
import org.packetboat.mail.smtp.SmtpCommand;
import org.packetboat.smtp.session.SmtpState.Chunking;
import org.packetboat.smtp.session.SmtpState.Greeted;
import org.packetboat.smtp.session.SmtpState.InTransaction;
import org.packetboat.smtp.session.SmtpState.Ready;

/** Which command is allowed when and where: one row per command (RFC 5321 §4.1.4). */
public final class SmtpRules {
    private static final Set<Class<? extends SmtpState>> ANY =
            Set.of(Greeted.class, Ready.class, InTransaction.class, Chunking.class);

    private static final Set<Role> EVERYWHERE = EnumSet.allOf(Role.class);
    private static final Set<Role> SMTP = EnumSet.complementOf(EnumSet.of(Role.LMTP));

    private static final String NEED_RCPT = "Need RCPT first";

    private static final Map<Class<? extends SmtpCommand>, Rule> TABLE = Map.ofEntries(
            Map.entry(SmtpCommand.Helo.class, new Rule(SMTP, ANY, "")),
            Map.entry(SmtpCommand.Ehlo.class, new Rule(SMTP, ANY, "")),
            // RFC 2033 §4.1: in place of both.
            Map.entry(SmtpCommand.Lhlo.class, new Rule(EnumSet.of(Role.LMTP), ANY, "")),
            Map.entry(
                    SmtpCommand.Mail.class,
                    new Rule(EVERYWHERE, Set.of(Ready.class), "Send HELO or EHLO first, and one MAIL")),
            Map.entry(SmtpCommand.Rcpt.class, new Rule(EVERYWHERE, Set.of(InTransaction.class), "Need MAIL first")),
            Map.entry(SmtpCommand.Data.class, new Rule(EVERYWHERE, Set.of(InTransaction.class), NEED_RCPT)),
            Map.entry(
                    SmtpCommand.Bdat.class,
                    new Rule(EVERYWHERE, Set.of(InTransaction.class, Chunking.class), NEED_RCPT)),
            Map.entry(SmtpCommand.Rset.class, new Rule(EVERYWHERE, ANY, "")),
            Map.entry(SmtpCommand.Noop.class, new Rule(EVERYWHERE, ANY, "")),
            Map.entry(SmtpCommand.Quit.class, new Rule(EVERYWHERE, ANY, "")),
            Map.entry(SmtpCommand.Help.class, new Rule(EVERYWHERE, ANY, "")),
            Map.entry(SmtpCommand.Vrfy.class, new Rule(EVERYWHERE, ANY, "")),
            Map.entry(SmtpCommand.Expn.class, new Rule(EVERYWHERE, ANY, "")),
            Map.entry(SmtpCommand.StartTls.class, new Rule(EVERYWHERE, ANY, "")),
            Map.entry(
                    SmtpCommand.Auth.class,
                    new Rule(EVERYWHERE, Set.of(Ready.class), "Send EHLO first, and no AUTH within a transaction")),
            Map.entry(
                    SmtpCommand.Xclient.class,
                    new Rule(EVERYWHERE, Set.of(Greeted.class, Ready.class), "No XCLIENT within a transaction")),
            Map.entry(SmtpCommand.NotImplemented.class, new Rule(EVERYWHERE, ANY, "")));

    private SmtpRules() {}

    /**
     * A row.
     *
     * @param roles of the listeners on which the command exists
     * @param states in which the command is allowed
     * @param otherwise what the client hears elsewhere
     */
    record Rule(Set<Role> roles, Set<Class<? extends SmtpState>> states, String otherwise) {}

    static Map<Class<? extends SmtpCommand>, Rule> table() {
        return TABLE;
    }

    /**
     * Lets a command through.
     *
     * @throws WrongStateException if it is not allowed now
     * @throws RefusedException with {@code NOT_IMPLEMENTED} if it is not of this listener, {@code TLS_REQUIRED} or {@code AUTHENTICATION_REQUIRED} if
     *     the client has to encrypt the connection or to log in first
     */
    static void check(SmtpState state, SmtpCommand command, Exchange exchange) {
        Role role = exchange.role();
        Rule rule = TABLE.get(command.getClass());
        if (rule == null) {
            throw new IllegalStateException("no rule for " + command.verb());
        }
        if (!rule.roles().contains(role)) {
            throw new RefusedException(Refusal.NOT_IMPLEMENTED, command.verb());
        }
        if (!rule.states().contains(state.getClass())) {
            throw new WrongStateException(rule.otherwise());
        }
        if (hidesFromOthers(command)
                && role.isSubmission()
                && !exchange.saslChannel().isConfidential()) {
            throw new RefusedException(Refusal.TLS_REQUIRED);
        }
        // RFC 6409 §4.3; all else that submission does needs MAIL before it.
        if (command instanceof SmtpCommand.Mail
                && role.isSubmission()
                && SmtpTransitions.login(state).isEmpty()) {
            throw new RefusedException(Refusal.AUTHENTICATION_REQUIRED);
        }
        if (state instanceof InTransaction(SmtpState.Peer _, Transaction transaction)) {
            checkMessage(command, transaction);
        }
    }

    /** SCRAM shows no password to those who listen, but they would read the mail behind it. */
    private static boolean hidesFromOthers(SmtpCommand command) {
        return command instanceof SmtpCommand.Auth || command instanceof SmtpCommand.Mail;
    }

    private static void checkMessage(SmtpCommand command, Transaction transaction) {
        boolean begins = command instanceof SmtpCommand.Data || command instanceof SmtpCommand.Bdat;
        if (begins && transaction.recipients().isEmpty()) {
            throw new WrongStateException(NEED_RCPT);
        }
        // RFC 3030 §3: what has no lines has no end of data either.
        if (command instanceof SmtpCommand.Data && transaction.parameters().body() == BodyType.BINARY_MIME) {
            throw new WrongStateException("BINARYMIME needs BDAT");
        }
    }
}
