package org.packetboat.pop3.session;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.MailFailure;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.RootCause;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.sasl.SaslLines;
import org.packetboat.net.framing.Frame;
import org.packetboat.net.framing.Framer;
import org.packetboat.net.framing.LineEnd;
import org.packetboat.net.framing.LineFramer;
import org.packetboat.net.metrics.ProtocolMetrics;
import org.packetboat.net.server.Connection;
import org.packetboat.net.server.Farewell;
import org.packetboat.net.server.Session;
import org.packetboat.pop3.codec.CommandParser;
import org.packetboat.pop3.codec.Pop3Command;
import org.packetboat.pop3.codec.ResponseWriter;
import org.packetboat.pop3.session.Pop3ReplyMapper.Answer;
import org.packetboat.pop3.session.Pop3ReplyMapper.Blame;
import org.packetboat.pop3.session.Pop3State.Transaction;

/** One client's session on its lane: parse, check, dispatch, and map what failed. */
public final class Pop3Session implements Session {
    private static final System.Logger LOG = System.getLogger(Pop3Session.class.getName());
    /** Octets of a line: AUTH with an initial response is the longest, the parser holds the others to less. */
    private static final int LINE_OCTETS = SaslLines.MAX_OCTETS + 64;
    /** What a client may get wrong before it is sent away; a login or a message that was read clears it. */
    private static final int MAX_MISTAKES = 20;

    private final Connection connection;
    private final CommandHandlers handlers;
    private final ProtocolMetrics metrics;
    private final Leases leases;
    private final Client client;
    private final ResponseWriter out;
    private Pop3State state = new Pop3State.Authorization(Pop3State.TextMode.ASCII);
    private Leases.@Nullable Lease lease;
    private int mistakes;

    /** A session that has not greeted yet. */
    public Pop3Session(Connection connection, CommandHandlers handlers, ProtocolMetrics metrics, Leases leases) {
        this.connection = connection;
        this.handlers = handlers;
        this.metrics = metrics;
        this.leases = leases;
        this.client = new ConnectionClient(connection);
        this.out = new ResponseWriter(connection.out());
    }

    @Override
    public Framer framer() {
        return new LineFramer(LINE_OCTETS, LineEnd.CRLF_OR_LF);
    }

    @Override
    public void opened() throws InterruptedException {
        out.ok("Packetboat POP3 ready");
    }

    @Override
    public void received(Frame frame) throws InterruptedException {
        switch (frame) {
            case Frame.Line line -> command(line.octets());
            case Frame.Overlong(var beginning, var _) -> {
                fail(new LimitException(Limit.COMMAND_LINE, "over " + LINE_OCTETS), "unknown", System.nanoTime());
            }
            case Frame.LiteralPending pending -> throw new IllegalStateException("POP3 has no literals");
            case Frame.GivenUp givenUp -> {
                fail(new LimitException(Limit.COMMAND_LINE, "no end"), "unknown", System.nanoTime());
                connection.close();
            }
            case Frame.LiteralRefused refused -> throw new IllegalStateException("POP3 has no literals");
            case Frame.PromptWanted prompt -> throw new IllegalStateException("POP3 has no literals");
        }
    }

    /** RFC 1939 §6: a QUIT that waits behind another command has not begun. */
    @Override
    public Leaving leaving() {
        return Leaving.AFTER_COMMAND;
    }

    @Override
    public void farewell(Farewell why) {
        // RFC 1939 §3: the server closes without a response; what is marked is not deleted.
    }

    @Override
    public void closed() {
        if (state instanceof Transaction(Maildrop maildrop)) {
            state = Transitions.ended(state);
            forget(maildrop);
            release(maildrop);
        }
    }

    private void command(byte[] octets) throws InterruptedException {
        long start = System.nanoTime();
        String verb = "unknown";
        try {
            Pop3Command command = CommandParser.parse(Octets.of(octets));
            verb = command.verb();
            Pop3Rules.check(command, state, client.link());
            Pop3State before = state;
            if (before instanceof Pop3State.UserNamed named && command instanceof Pop3Command.Pass) {
                // Whatever comes of PASS, it is not tried twice with one USER (RFC 1939 §7).
                state = Transitions.refused(named);
            }
            enter(before, handlers.handle(before, command, client, out));
            if (command instanceof Pop3Command.Retr) {
                mistakes = 0;
            }
            metrics.command(verb, "ok", System.nanoTime() - start);
        } catch (RuntimeException e) {
            fail(e, verb, start);
            if (verb.equals("QUIT")) {
                // RFC 1939 §6: the session ends even if not everything could be removed.
                connection.close();
            }
        }
    }

    private void enter(Pop3State before, Pop3State next) {
        state = next;
        if (next instanceof Transaction(Maildrop maildrop) && !(before instanceof Transaction)) {
            mistakes = 0;
            lease = leases.hold(maildrop.locked(), this::lost);
        } else if (next instanceof Pop3State.Ended) {
            if (before instanceof Transaction(Maildrop maildrop)) {
                forget(maildrop);
            }
            connection.close();
        }
    }

    private void fail(RuntimeException failure, String verb, long start) throws InterruptedException {
        Answer answer = Pop3ReplyMapper.map(failure);
        metrics.command(verb, answer.outcome(), System.nanoTime() - start);
        log(failure, answer, verb);
        if (out.midway()) {
            connection.abort();
            return;
        }
        out.error(answer.reply());
        if (answer.blame() == Blame.CLIENT) {
            mistakes++;
        }
        if (answer.blame() == Blame.BUG || mistakes >= MAX_MISTAKES || isOneLoginTooMany(failure)) {
            connection.close();
        }
    }

    private boolean isOneLoginTooMany(RuntimeException failure) {
        return failure instanceof RefusedException refused
                && (refused.reason() == Refusal.AUTHENTICATION_FAILED || refused.reason() == Refusal.LOGIN_BLOCKED)
                && connection.authenticationFailed() == Connection.Verdict.CLOSE;
    }

    private void log(RuntimeException failure, Answer answer, String verb) {
        switch (failure) {
            case UnavailableException e ->
                LOG.log(
                        Level.WARNING,
                        () -> "command failed conn=" + client.connection() + " verb=" + verb + " reason="
                                + e.getMessage() + " cause=" + RootCause.of(e));
            case MailFailure e ->
                LOG.log(
                        Level.DEBUG,
                        () -> "command refused conn=" + client.connection() + " verb=" + verb + " outcome="
                                + answer.outcome());
            default -> LOG.log(Level.ERROR, () -> "bug conn=" + client.connection() + " verb=" + verb, failure);
        }
    }

    /** Another session took the lock after its lease was over. */
    private void lost() {
        connection.submit(() -> {
            if (state instanceof Transaction(Maildrop maildrop)) {
                LOG.log(Level.WARNING, () -> "maildrop lock lost conn=" + client.connection());
                state = Transitions.ended(state);
                forget(maildrop);
                connection.close();
            }
        });
    }

    private void forget(Maildrop maildrop) {
        Leases.Lease held = lease;
        if (held != null) {
            held.end();
            lease = null;
        }
        maildrop.locked().close();
    }

    private void release(Maildrop maildrop) {
        try {
            maildrop.release();
        } catch (MailFailure e) {
            // The lease ends by itself.
            LOG.log(Level.DEBUG, "maildrop lock not released", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
