package org.packetboat.smtp.session;

import java.lang.System.Logger.Level;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.MailFailure;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.RootCause;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.failure.WrongStateException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.smtp.CommandParser;
import org.packetboat.mail.smtp.EnhancedStatus;
import org.packetboat.mail.smtp.SmtpCommand;
import org.packetboat.mail.smtp.SmtpReply;
import org.packetboat.net.framing.Frame;
import org.packetboat.net.framing.Framer;
import org.packetboat.net.framing.LineEnd;
import org.packetboat.net.framing.LineFramer;
import org.packetboat.net.metrics.ProtocolMetrics;
import org.packetboat.net.server.Connection;
import org.packetboat.net.server.Farewell;
import org.packetboat.net.server.Session;
import org.packetboat.smtp.session.SmtpState.InTransaction;
import org.packetboat.smtp.session.SmtpState.Receiving;

/** One conversation: parse, check, dispatch, answer. Holds the state, which the lane alone touches; knows no command. */
public final class SmtpSession implements Session {
    private static final System.Logger LOG = System.getLogger(SmtpSession.class.getName());
    private static final String UNKNOWN_VERB = "unknown";
    private static final SmtpReply GO_AHEAD_WITH_TLS = SmtpReply.of(220, EnhancedStatus.OK, "Go ahead with TLS");

    private final Connection connection;
    private final String hostname;
    private final int maxErrors;
    private final CommandDispatcher dispatcher;
    private final ProtocolMetrics metrics;
    private final Role role;
    private final Exchange exchange;
    private SmtpState state = SmtpTransitions.greeted();
    /** Since the last message that was accepted. */
    private int mistakes;

    /** @param maxErrors mistakes without an accepted message in between, after which the conversation is ended */
    public SmtpSession(
            Connection connection,
            String hostname,
            int maxErrors,
            CommandDispatcher dispatcher,
            ProtocolMetrics metrics) {
        this.connection = connection;
        this.hostname = hostname;
        this.maxErrors = maxErrors;
        this.dispatcher = dispatcher;
        this.metrics = metrics;
        this.role = Role.of(connection.listener());
        this.exchange = new ConnectionExchange(connection);
    }

    /** What a client hears for whom there is no room. */
    public static byte[] refusal() {
        return SmtpReplyMapper.tooManyConnections().octets();
    }

    @Override
    public Framer framer() {
        return new LineFramer(SmtpLimits.AUTH_LINE_OCTETS, LineEnd.CRLF_OR_LF);
    }

    @Override
    public void opened() throws InterruptedException {
        write(SmtpReply.plain(220, hostname + " ESMTP Packetboat"));
    }

    @Override
    public void received(Frame frame) throws InterruptedException {
        switch (frame) {
            case Frame.Line line -> execute(Octets.of(line.octets()), line.ending());
            case Frame.Overlong _ ->
                fail(UNKNOWN_VERB, new LimitException(Limit.COMMAND_LINE, "line too long"), System.nanoTime());
            case Frame.GivenUp _ -> {
                fail(UNKNOWN_VERB, new LimitException(Limit.COMMAND_LINE, "line without an end"), System.nanoTime());
                connection.close();
            }
            case Frame.LiteralPending _, Frame.LiteralRefused _, Frame.PromptWanted _ ->
                throw new IllegalStateException("SMTP has no literals");
        }
    }

    private void execute(Octets line, Frame.Ending ending) throws InterruptedException {
        long started = System.nanoTime();
        String verb = UNKNOWN_VERB;
        try {
            SmtpCommand command = parse(line);
            verb = command.verb();
            SmtpRules.check(state, command, role);
            if (command instanceof SmtpCommand.StartTls) {
                startTls();
                metrics.command(verb, "ok", System.nanoTime() - started);
                return;
            }
            if (command instanceof SmtpCommand.Data && state instanceof InTransaction open) {
                if (ending == Frame.Ending.LF) {
                    refuseDataBehindLf(verb, started);
                    return;
                }
                state = SmtpTransitions.receiving(open);
            }
            Completion completion = dispatcher.dispatch(state, command, exchange);
            if (state instanceof Receiving) {
                mistakes = 0;
            }
            state = completion.next();
            write(completion.reply());
            metrics.command(verb, "ok", System.nanoTime() - started);
            if (state instanceof SmtpState.Quit) {
                connection.close();
            }
        } catch (MailFailure failure) {
            fail(verb, failure, started);
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, () -> "command failed conn=" + connection.id(), bug);
            leaveData();
            write(SmtpReplyMapper.bug());
            metrics.command(verb, "bug", System.nanoTime() - started);
            connection.close();
        }
    }

    /** Only AUTH may be longer than what the RFCs allow all commands. */
    private static SmtpCommand parse(Octets line) {
        boolean isLong = line.length() + 2 > SmtpLimits.COMMAND_LINE_OCTETS;
        try {
            SmtpCommand command = CommandParser.parse(line);
            if (isLong && !(command instanceof SmtpCommand.Auth)) {
                throw new LimitException(Limit.COMMAND_LINE, "line too long");
            }
            return command;
        } catch (SyntaxException e) {
            throw isLong ? new LimitException(Limit.COMMAND_LINE, "line too long") : e;
        }
    }

    /** The client may be another one behind the encryption: all that was said is forgotten (RFC 3207 §4.2). */
    private void startTls() throws InterruptedException {
        if (connection.tls().isPresent()) {
            throw new WrongStateException("TLS is in use already");
        }
        if (!connection.offersStartTls()) {
            throw new RefusedException(Refusal.NOT_IMPLEMENTED, "no certificate");
        }
        connection.startTls(GO_AHEAD_WITH_TLS.octets());
        state = SmtpTransitions.encrypted(state);
    }

    /** Its sender would end the message with LF . LF, which ends nothing here, and may have sent it already: none of that is a command. */
    private void refuseDataBehindLf(String verb, long started) throws InterruptedException {
        fail(verb, new SyntaxException(verb.length(), "CR LF behind DATA and every line of the message"), started);
        connection.close();
    }

    private void fail(String verb, MailFailure failure, long started) throws InterruptedException {
        leaveData();
        log(verb, failure);
        metrics.command(verb, outcome(failure), System.nanoTime() - started);
        if (isMistake(failure) && ++mistakes >= maxErrors || isLoginTooMany(failure)) {
            write(SmtpReplyMapper.tooManyErrors());
            connection.close();
        } else {
            write(SmtpReplyMapper.reply(failure));
            if (failure instanceof RefusedException refused && refused.reason() == Refusal.TOO_MANY_SESSIONS) {
                connection.close();
            }
        }
    }

    /** What no client does often that knows its trade. Logins that were given up cost us as much as those that fail. */
    private static boolean isMistake(MailFailure failure) {
        return switch (failure) {
            case SyntaxException _, WrongStateException _, LimitException _ -> true;
            case RefusedException refused ->
                switch (refused.reason()) {
                    case AUTHENTICATION_CANCELLED, UNKNOWN_MECHANISM, ENCRYPTION_REQUIRED -> true;
                    default -> false;
                };
            case UnavailableException _ -> false;
        };
    }

    private boolean isLoginTooMany(MailFailure failure) {
        return failure instanceof RefusedException refused
                && (refused.reason() == Refusal.AUTHENTICATION_FAILED || refused.reason() == Refusal.LOGIN_BLOCKED)
                && connection.authenticationFailed() == Connection.Verdict.CLOSE;
    }

    /** DATA was answered with a failure: the transaction is over as well. */
    private void leaveData() {
        if (state instanceof Receiving receiving) {
            state = SmtpTransitions.received(receiving);
        }
    }

    private void log(String verb, MailFailure failure) {
        Level level = failure instanceof UnavailableException ? Level.WARNING : Level.DEBUG;
        if (LOG.isLoggable(level)) {
            LOG.log(
                    level,
                    "command refused conn={0} verb={1} failure={2} cause={3}",
                    connection.id(),
                    verb,
                    failure.getMessage(),
                    RootCause.of(failure));
        }
    }

    private static String outcome(MailFailure failure) {
        return switch (failure) {
            case SyntaxException _ -> "syntax";
            case WrongStateException _ -> "state";
            case RefusedException _ -> "refused";
            case LimitException _ -> "limit";
            case UnavailableException _ -> "unavailable";
        };
    }

    @Override
    public void farewell(Farewell why) throws InterruptedException {
        write(SmtpReplyMapper.farewell(why));
    }

    @Override
    public void closed() {
        // holds nothing: a transaction is only remembered, and a body belongs to the command that reads it
    }

    private void write(SmtpReply reply) throws InterruptedException {
        connection.out().write(reply.octets());
    }
}
