package org.packetboat.smtp.handler;

import java.time.InstantSource;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.smtp.SmtpCommand;
import org.packetboat.smtp.ingest.MessageIngest;
import org.packetboat.smtp.policy.OwnAddresses;
import org.packetboat.smtp.policy.Policy;
import org.packetboat.smtp.port.Logins;
import org.packetboat.smtp.port.RecipientDirectory;
import org.packetboat.smtp.session.CommandDispatcher;
import org.packetboat.smtp.session.Completion;
import org.packetboat.smtp.session.Exchange;
import org.packetboat.smtp.session.SmtpSettings;
import org.packetboat.smtp.session.SmtpState;
import org.packetboat.smtp.session.SmtpState.Dialect;

/** Every command and its handler. One instance serves all sessions. */
public final class SmtpHandlers implements CommandDispatcher {
    private final MessageIngest ingest;
    private final HeloHandler helo;
    private final EhloHandler ehlo;
    private final AuthHandler auth;
    private final MailHandler mail;
    private final RcptHandler rcpt;
    private final DataHandler data;
    private final BdatHandler bdat;
    private final RsetHandler rset = new RsetHandler();
    private final NoopHandler noop = new NoopHandler();
    private final QuitHandler quit;
    private final HelpHandler help = new HelpHandler();
    private final VrfyHandler vrfy;
    private final ExpnHandler expn;
    private final XclientHandler xclient;
    private final PolicyGate policy;

    /** Puts them together. */
    public SmtpHandlers(
            SmtpSettings settings,
            OwnAddresses own,
            Logins logins,
            MessageIngest ingest,
            Policy held,
            InstantSource clock) {
        RecipientDirectory directory = own.directory();
        policy = new PolicyGate(held, settings.trust());
        this.ingest = ingest;
        helo = new HeloHandler(settings.hostname());
        auth = new AuthHandler(logins);
        ehlo = new EhloHandler(settings, auth, clock);
        mail = new MailHandler(settings, own, policy, clock);
        rcpt = new RcptHandler(settings, directory, policy);
        data = new DataHandler(ingest, policy);
        bdat = new BdatHandler(ingest, policy);
        quit = new QuitHandler(settings.hostname());
        NamesPolicy names = new NamesPolicy(settings.trust());
        vrfy = new VrfyHandler(names, directory);
        expn = new ExpnHandler(names, directory);
        xclient = new XclientHandler(settings, directory);
    }

    @Override
    public Completion dispatch(SmtpState state, SmtpCommand command, Exchange exchange) throws InterruptedException {
        return switch (command) {
            case SmtpCommand.Helo hello -> introduced(helo.handle(state, hello, exchange), exchange);
            case SmtpCommand.Ehlo hello ->
                introduced(ehlo.handle(state, hello.name(), Dialect.ESMTP, exchange), exchange);
            case SmtpCommand.Lhlo hello ->
                introduced(ehlo.handle(state, hello.name(), Dialect.LMTP, exchange), exchange);
            case SmtpCommand.Mail begin -> {
                ingest.check();
                yield mail.handle((SmtpState.Ready) state, begin, exchange);
            }
            case SmtpCommand.Rcpt recipient -> rcpt.handle((SmtpState.InTransaction) state, recipient, exchange);
            case SmtpCommand.Data _ -> data.handle((SmtpState.Receiving) state, exchange);
            case SmtpCommand.Bdat chunk -> bdat.handle((SmtpState.Receiving) state, chunk, exchange);
            case SmtpCommand.Rset _ -> rset.handle(state);
            case SmtpCommand.Noop _ -> noop.handle(state);
            case SmtpCommand.Quit _ -> quit.handle(state);
            case SmtpCommand.Help _ -> help.handle(state);
            case SmtpCommand.Vrfy verify -> vrfy.handle(state, verify, exchange);
            case SmtpCommand.Expn expand -> expn.handle(state, expand, exchange);
            case SmtpCommand.Auth login -> auth.handle((SmtpState.Ready) state, login, exchange);
            case SmtpCommand.Xclient client -> xclient.handle(state, client, exchange);
            case SmtpCommand.StartTls _ -> throw new IllegalStateException("the session's own");
            case SmtpCommand.NotImplemented other -> throw new RefusedException(Refusal.NOT_IMPLEMENTED, other.verb());
        };
    }

    private Completion introduced(Completion completion, Exchange exchange) throws InterruptedException {
        policy.introduced((SmtpState.Ready) completion.next(), exchange);
        return completion;
    }
}
