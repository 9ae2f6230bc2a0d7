package org.packetboat.smtp.handler;

import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.smtp.SmtpCommand;
import org.packetboat.smtp.ingest.MessageIngest;
import org.packetboat.smtp.port.Logins;
import org.packetboat.smtp.port.RecipientDirectory;
import org.packetboat.smtp.session.CommandDispatcher;
import org.packetboat.smtp.session.Completion;
import org.packetboat.smtp.session.Exchange;
import org.packetboat.smtp.session.SmtpLimits;
import org.packetboat.smtp.session.SmtpState;

/** Every command and its handler. One instance serves all sessions. */
public final class SmtpHandlers implements CommandDispatcher {
    private final HeloHandler helo;
    private final EhloHandler ehlo;
    private final AuthHandler auth;
    private final MailHandler mail;
    private final RcptHandler rcpt;
    private final DataHandler data;
    private final RsetHandler rset = new RsetHandler();
    private final NoopHandler noop = new NoopHandler();
    private final QuitHandler quit;
    private final HelpHandler help = new HelpHandler();
    private final VrfyHandler vrfy;
    private final ExpnHandler expn;

    /** @param hostname how this server calls itself */
    public SmtpHandlers(
            String hostname, SmtpLimits limits, RecipientDirectory directory, Logins logins, MessageIngest ingest) {
        helo = new HeloHandler(hostname);
        auth = new AuthHandler(logins);
        ehlo = new EhloHandler(hostname, limits, auth);
        mail = new MailHandler(limits);
        rcpt = new RcptHandler(limits, directory);
        data = new DataHandler(ingest);
        quit = new QuitHandler(hostname);
        vrfy = new VrfyHandler(directory);
        expn = new ExpnHandler(directory);
    }

    @Override
    public Completion dispatch(SmtpState state, SmtpCommand command, Exchange exchange) throws InterruptedException {
        return switch (command) {
            case SmtpCommand.Helo hello -> helo.handle(state, hello, exchange);
            case SmtpCommand.Ehlo hello -> ehlo.handle(state, hello, exchange);
            case SmtpCommand.Mail begin -> mail.handle((SmtpState.Ready) state, begin);
            case SmtpCommand.Rcpt recipient -> rcpt.handle((SmtpState.InTransaction) state, recipient);
            case SmtpCommand.Data _ -> data.handle((SmtpState.Receiving) state, exchange);
            case SmtpCommand.Rset _ -> rset.handle(state);
            case SmtpCommand.Noop _ -> noop.handle(state);
            case SmtpCommand.Quit _ -> quit.handle(state);
            case SmtpCommand.Help _ -> help.handle(state);
            case SmtpCommand.Vrfy verify -> vrfy.handle(state, verify);
            case SmtpCommand.Expn expand -> expn.handle(state, expand);
            case SmtpCommand.Auth login -> auth.handle((SmtpState.Ready) state, login, exchange);
            case SmtpCommand.StartTls _ -> throw new IllegalStateException("the session's own");
            case SmtpCommand.NotImplemented other -> throw new RefusedException(Refusal.NOT_IMPLEMENTED, other.verb());
        };
    }
}
