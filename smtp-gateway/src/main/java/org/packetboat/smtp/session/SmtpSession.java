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
import org.packetboat.net.server.Pace;
import org.packetboat.net.server.Session;
import org.packetboat.smtp.session.SmtpState.Chunking;
import org.packetboat.smtp.session.SmtpState.InTransaction;
import org.packetboat.smtp.session.SmtpState.Receiving;

/** One conversation: parse, check, dispatch, answer. Holds the state, which the lane alone touches; knows no command. */
public final class SmtpSession implements Session {
    private static final System.Logger LOG = System.getLogger(SmtpSession.class.getName());
    private static final String UNKNOWN_VERB = "unknown";
    private static final String OK = "ok";
    private static final SmtpReply GO_AHEAD_WITH_TLS = SmtpReply.of(220, EnhancedStatus.OK, "Go ahead with TLS");

    private final Connection connection;
    private final SmtpSettings settings;
    private final CommandDispatcher dispatcher;
    private final ProtocolMetrics metrics;
    private final ConnectionExchange exchange;
    private SmtpState state = SmtpTransitions.greeted();
    /** Since the last message that was accepted. */
    private int mistakes;
    /** Recipients that do not exist, since then. */
    private int strangers;
    /** Of the message that comes in chunks, and when the last of them had come. */
    private Pace chunks;

    private long chunkEnded;
    /** The command is a chunk, and not the last one. */
    private boolean isLastToCome;
    /** How often the last chunk is answered of a message of which one before it was refused, while it may be on its way. */
    private int answersToRefused = 1;

    /** Begins. */
    public SmtpSession(
            Connection connection, SmtpSettings settings, CommandDispatcher dispatcher, ProtocolMetrics metrics) {
        this.connection = connection;
        this.settings = settings;
        this.dispatcher = dispatcher;
        this.metrics = metrics;
        this.exchange = new ConnectionExchange(connection, settings);
        this.chunks = new Pace(connection.listener().timeouts());
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
        write(greeting(settings, exchange));
    }

    @Override
    public void received(Frame frame) throws InterruptedException {
        switch (frame) {
            case Frame.Line line -> execute(Octets.of(line.octets()), line.ending());
            case Frame.Overlong(var _, Frame.Ending ending) ->
                fail(UNKNOWN_VERB, overlong(ending), 1, System.nanoTime());
            case Frame.GivenUp _ -> {
                fail(UNKNOWN_VERB, new LimitException(Limit.COMMAND_LINE, "line without an end"), 1, System.nanoTime());
                connection.close();
            }
            case Frame.LiteralPending _, Frame.LiteralRefused _, Frame.PromptWanted _ ->
                throw new IllegalStateException("SMTP has no literals");
        }
    }

    private MailFailure overlong(Frame.Ending ending) {
        return settings.lineEnds().refuses(exchange.role(), ending)
                ? new RefusedException(Refusal.BARE_COMMAND_END)
                : new LimitException(Limit.COMMAND_LINE, "line too long");
    }

    /** The first words, RFC 5321 §4.2 and RFC 2033 §4.1. */
    public static SmtpReply greeting(SmtpSettings settings, Exchange exchange) {
        String protocol = exchange.role() == Role.LMTP ? "LMTP" : "ESMTP";
        return SmtpReply.plain(220, settings.hostname() + " " + protocol + " Packetboat");
    }

    private void execute(Octets line, Frame.Ending ending) throws InterruptedException {
        long started = System.nanoTime();
        String verb = UNKNOWN_VERB;
        int answers = 1;
        try {
            if (isTooSlow()) {
                farewell(Farewell.SLOW_COMMAND);
                connection.close();
                return;
            }
            if (settings.lineEnds().refuses(exchange.role(), ending)) {
                throw new RefusedException(Refusal.BARE_COMMAND_END);
            }
            SmtpCommand command = parse(line);
            verb = command.verb();
            boolean isMessage = command instanceof SmtpCommand.Data || command instanceof SmtpCommand.Bdat;
            if (isMessage && !(state instanceof Chunking)) {
                exchange.beginMessage();
            }
            if (command instanceof SmtpCommand.Bdat(long octets, SmtpCommand.Chunk chunk)) {
                exchange.openChunk(octets);
                answers = chunk == SmtpCommand.Chunk.LAST ? answersToEnd() : 1;
            }
            isLastToCome = command instanceof SmtpCommand.Bdat chunk && chunk.chunk() == SmtpCommand.Chunk.MORE;
            if (!isLastToCome) {
                answersToRefused = 1;
            }
            SmtpRules.check(state, command, exchange);
            if (command instanceof SmtpCommand.StartTls) {
                startTls();
                metrics.command(verb, OK, System.nanoTime() - started);
                return;
            }
            if (command instanceof SmtpCommand.Data && ending == Frame.Ending.LF) {
                // Its sender would end the message with LF . LF, which ends nothing here.
                throw new RefusedException(Refusal.BARE_COMMAND_END);
            }
            if (command instanceof SmtpCommand.Data) {
                answers = answersToEnd();
            }
            if (waitsForOthers(command)) {
                exchange.flush();
            }
            // From here on its handler closes what has begun: nothing that may fail stands between.
            receive(command);
            Completion completion = dispatcher.dispatch(state, command, exchange);
            if (state instanceof Receiving && completion.next() instanceof SmtpState.Ready) {
                mistakes = 0;
                strangers = 0;
            }
            if (command instanceof SmtpCommand.Bdat(long octets, SmtpCommand.Chunk _)) {
                chunkCame(octets);
            }
            become(completion.next());
            for (SmtpReply reply : completion.replies()) {
                write(reply);
            }
            if (!isGrouped(command)) {
                exchange.flush();
            }
            metrics.command(verb, OK, System.nanoTime() - started);
            if (state instanceof SmtpState.Quit) {
                connection.close();
            }
        } catch (MailFailure failure) {
            fail(verb, failure, answers, started);
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, () -> "command failed conn=" + connection.id(), bug);
            leaveData();
            for (int i = 0; i < answers; i++) {
                write(SmtpReplyMapper.bug());
            }
            metrics.command(verb, "bug", System.nanoTime() - started);
            connection.close();
        }
    }

    /** A message that is held between its chunks has no more time than one that comes by DATA. */
    private boolean isTooSlow() {
        if (!(state instanceof Chunking)) {
            return false;
        }
        long now = System.nanoTime();
        chunks.waited(now - chunkEnded);
        chunkEnded = now;
        return chunks.isOver() || exchange.isOverdue();
    }

    private void chunkCame(long octets) {
        chunks.waited(octets == 0 ? 0 : connection.input().streamWaitNanos());
        chunks.brought(octets);
        chunkEnded = System.nanoTime();
    }

    /** RFC 2920 §3.2: what is answered together with the commands that follow in its group. */
    private static boolean isGrouped(SmtpCommand command) {
        return command instanceof SmtpCommand.Mail
                || command instanceof SmtpCommand.Rcpt
                || command instanceof SmtpCommand.Rset;
    }

    /** Whether earlier answers would wait for what this command waits for. MAIL, RCPT and DATA say themselves when they do. */
    private static boolean waitsForOthers(SmtpCommand command) {
        return command instanceof SmtpCommand.Bdat
                || command instanceof SmtpCommand.Vrfy
                || command instanceof SmtpCommand.Expn
                || command instanceof SmtpCommand.Auth
                || command instanceof SmtpCommand.Xclient;
    }

    /** What follows DATA and BDAT is the message's. */
    private void receive(SmtpCommand command) {
        boolean isMessage = command instanceof SmtpCommand.Data || command instanceof SmtpCommand.Bdat;
        if (isMessage && state instanceof InTransaction open) {
            chunks = new Pace(connection.listener().timeouts());
            state = SmtpTransitions.receiving(open);
        } else if (isMessage && state instanceof Chunking chunking) {
            state = SmtpTransitions.receiving(chunking);
        }
    }

    /** RFC 2033 §4.2 and §4.3: at the end of a message each recipient has an answer of its own; without any there is none to BDAT. */
    private int answersToEnd() {
        if (exchange.role() != Role.LMTP) {
            return 1;
        }
        return switch (state) {
            case InTransaction(SmtpState.Peer _, Transaction transaction) ->
                transaction.recipients().size();
            case Chunking(SmtpState.Peer _, Transaction transaction, Arrival _) ->
                transaction.recipients().size();
            case SmtpState.Ready _ -> answersToRefused;
            case SmtpState.Greeted _, Receiving _, SmtpState.Quit _ -> 1;
        };
    }

    /** A message of which some chunks have come is given up by everything but the next one. */
    private void become(SmtpState next) {
        if (state instanceof Chunking chunking && next != state) {
            chunking.arrival().close();
        }
        state = next;
    }

    /** Each command as long as its RFCs allow. */
    private static SmtpCommand parse(Octets line) {
        int octets = line.length() + 2;
        try {
            SmtpCommand command = CommandParser.parse(line);
            if (octets > SmtpLimits.lineOctets(command)) {
                throw new LimitException(Limit.COMMAND_LINE, "line too long");
            }
            return command;
        } catch (SyntaxException e) {
            throw SmtpLimits.isLongerThanAny(octets) ? new LimitException(Limit.COMMAND_LINE, "line too long") : e;
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
        exchange.forgetProxied();
        become(SmtpTransitions.restarted(state));
    }

    private void fail(String verb, MailFailure failure, int answers, long started) throws InterruptedException {
        leaveData();
        log(verb, failure);
        metrics.command(verb, outcome(failure), System.nanoTime() - started);
        if (isMistake(verb, failure) && ++mistakes >= settings.limits().errors()
                || isStranger(failure) && ++strangers >= settings.limits().strangers()
                || isLoginTooMany(failure)) {
            write(SmtpReplyMapper.tooManyErrors());
            connection.close();
            return;
        }
        SmtpReply reply = verb.equals("AUTH") ? SmtpReplyMapper.loginReply(failure) : SmtpReplyMapper.reply(failure);
        for (int i = 0; i < answers; i++) {
            write(reply);
        }
        if (!verb.equals("MAIL") && !verb.equals("RCPT")) {
            exchange.flush();
        }
        if (isLast(failure)) {
            connection.close();
        }
    }

    /** Behind what cannot be told from the next command, nothing is obeyed. */
    private static boolean isLast(MailFailure failure) {
        return switch (failure) {
            case RefusedException refused ->
                refused.reason() == Refusal.TOO_MANY_SESSIONS || refused.reason() == Refusal.BARE_COMMAND_END;
            // Nobody knows how many octets of a chunk follow.
            case SyntaxException syntax -> syntax.expected().equals(CommandParser.CHUNK_SIZE);
            case WrongStateException _, LimitException _, UnavailableException _ -> false;
        };
    }

    /** What no client does often that knows its trade. Logins that were given up cost us as much as those that fail. */
    private static boolean isMistake(String verb, MailFailure failure) {
        return switch (failure) {
            case SyntaxException _ -> true;
            // The others say that there is too much for now, which RFC 5321 §4.5.3.1.10 has clients find out.
            case LimitException limit -> limit.limit() == Limit.COMMAND_LINE || limit.limit() == Limit.ERRORS;
            // Chunks that were on their way when one before them was refused (RFC 3030 §2).
            case WrongStateException _ -> !verb.equals("BDAT");
            case RefusedException refused ->
                switch (refused.reason()) {
                    case AUTHENTICATION_CANCELLED, UNKNOWN_MECHANISM, ENCRYPTION_REQUIRED, TLS_REQUIRED -> true;
                    default -> false;
                };
            case UnavailableException _ -> false;
        };
    }

    /** Who tries names to find out which there are. */
    private static boolean isStranger(MailFailure failure) {
        return failure instanceof RefusedException refused && refused.reason() == Refusal.NO_SUCH_RECIPIENT;
    }

    private boolean isLoginTooMany(MailFailure failure) {
        return failure instanceof RefusedException refused
                && (refused.reason() == Refusal.AUTHENTICATION_FAILED || refused.reason() == Refusal.LOGIN_BLOCKED)
                && connection.authenticationFailed() == Connection.Verdict.CLOSE;
    }

    /** DATA or BDAT is answered with a failure: the octets of a chunk pass, and the transaction is over. */
    private void leaveData() throws InterruptedException {
        exchange.skipChunk();
        if (state instanceof Receiving receiving) {
            answersToRefused =
                    isLastToCome ? receiving.transaction().recipients().size() : 1;
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
        if (state instanceof Chunking chunking) {
            chunking.arrival().close();
        }
    }

    private void write(SmtpReply reply) throws InterruptedException {
        connection.out().write(reply.octets());
    }
}
