package org.packetboat.imap.session;

import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.packetboat.imap.codec.CommandParser;
import org.packetboat.imap.codec.CommandParser.Announced;
import org.packetboat.imap.codec.Enabled;
import org.packetboat.imap.codec.Extension;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.ResponseCode;
import org.packetboat.imap.codec.ResponseWriter;
import org.packetboat.imap.codec.Status;
import org.packetboat.imap.session.ImapReplyMapper.Severity;
import org.packetboat.imap.session.ImapRules.Rule;
import org.packetboat.imap.session.Synchronisation.Sight;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.RootCause;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.failure.WrongStateException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.net.framing.Frame;
import org.packetboat.net.framing.Framer;
import org.packetboat.net.framing.LineEnd;
import org.packetboat.net.framing.LiteralFramer;
import org.packetboat.net.server.Connection;
import org.packetboat.net.server.Farewell;
import org.packetboat.net.server.Session;

/**
 * One IMAP conversation: cuts commands, checks the rules, has them executed, tells what changed meanwhile, answers. Everything runs on the
 * connection's lane, apart from {@link LiteralRules}, which only read the state.
 */
public final class ImapSession implements Session {
    private static final System.Logger LOG = System.getLogger(ImapSession.class.getName());
    private static final String NO_TAG = "*";

    private final Connection connection;
    private final SessionServices services;
    private final ResponseWriter out;
    private final CommandExchange exchange;
    private final Synchronisation synchronisation;
    private volatile ImapState state = new ImapState.NotAuthenticated();
    /** One after the other; a command that succeeds forgives them, so that a session of days does not run out. */
    private int mistakes;

    /** A session for a new connection. */
    public ImapSession(Connection connection, SessionServices services) {
        this.connection = connection;
        this.services = services;
        this.out = new ResponseWriter(connection.out());
        this.exchange = new CommandExchange(connection, services, out);
        this.synchronisation = new Synchronisation(services, connection, out, this::idlingMailbox);
    }

    @Override
    public Framer framer() {
        LiteralRules literals = new LiteralRules(services.limits(), () -> state, exchange::goingOnAfter);
        return new LiteralFramer(services.limits().commandOctets(), LineEnd.CRLF_OR_LF, literals);
    }

    @Override
    public void opened() throws InterruptedException {
        out.write(new Response.Untagged(
                Status.OK,
                Optional.of(new ResponseCode.Capabilities(Capabilities.of(state, exchange))),
                "Packetboat ready"));
    }

    @Override
    public void received(Frame frame) throws InterruptedException {
        long started = System.nanoTime();
        switch (frame) {
            case Frame.Line line
            when state instanceof ImapState.Idling idling -> endIdle(idling, Octets.of(line.octets()), started);
            case Frame.Line line -> command(Octets.of(line.octets()), started);
            case Frame.LiteralPending pending -> command(CommandText.withoutLineEnd(pending.octets()), started);
            case Frame.LiteralRefused refused -> refuse(refused, started);
            case Frame.GivenUp givenUp -> outOfStep();
            case Frame.Overlong overlong ->
                fail(
                        tagOf(overlong.beginning()),
                        Optional.empty(),
                        new LimitException(Limit.COMMAND_LINE, "command"),
                        started);
            case Frame.PromptWanted prompt -> throw new IllegalStateException("answered by the connection");
        }
    }

    private void refuse(Frame.LiteralRefused refused, long started) throws InterruptedException {
        if (state instanceof ImapState.Idling idling) {
            endIdle(idling, Octets.of(refused.octets()), started);
            return;
        }
        Octets octets = CommandText.withoutLineEnd(refused.octets());
        Announced announced = state instanceof ImapState.LoggedIn in
                ? CommandParser.announced(octets, in.enabled())
                : Announced.ARGUMENT;
        switch (announced) {
            case IN_VAIN -> command(octets, started);
            case MESSAGE -> tooLarge(Limit.MESSAGE_SIZE, refused, started);
            case ARGUMENT, ARGUMENTS ->
                tooLarge(isAgainstLiteralMinus(refused) ? Limit.COMMAND_LINE : Limit.LITERAL, refused, started);
        }
    }

    /** Before a login, more than LITERAL- allows: BAD (RFC 7888 §5). */
    private boolean isAgainstLiteralMinus(Frame.LiteralRefused refused) {
        return state instanceof ImapState.NotAuthenticated && !refused.literal().synchronising();
    }

    private void tooLarge(Limit limit, Frame.LiteralRefused refused, long started) throws InterruptedException {
        fail(tagOf(refused.octets()), Optional.empty(), new LimitException(limit, "literal"), started);
    }

    private void outOfStep() throws InterruptedException {
        bye(Optional.of(ResponseCode.Word.TOOBIG), "More octets than are skipped");
    }

    private void command(Octets octets, long started) throws InterruptedException {
        String tag = NO_TAG;
        Optional<ImapCommand> parsed = Optional.empty();
        try {
            CommandParser parser = new CommandParser(octets, ImapState.enabledIn(state));
            tag = parser.tag();
            ImapCommand command = parser.command();
            parsed = Optional.of(command);
            execute(tag, command, started);
        } catch (RuntimeException e) { // the lane's loop: every failure is answered in one place
            fail(tag, parsed, e, started);
        }
    }

    private void execute(String tag, ImapCommand command, long started) throws InterruptedException {
        Rule rule = ImapRules.of(command);
        ImapState before = state;
        ImapRules.check(rule, before);
        ImapRules.checkEnabled(rule, ImapState.enabledIn(before));
        if (command instanceof ImapCommand.Idle && before instanceof ImapState.LoggedIn loggedIn) {
            beginIdle(tag, loggedIn);
            return;
        }
        if (before instanceof ImapState.LoggedIn in && rule.uses().contains(Extension.CONDSTORE)) {
            enter(in.enabling(in.enabled().with(Extension.CONDSTORE)));
            welcomeModSeqs(in.enabled());
        }
        if (command instanceof ImapCommand.Select || command instanceof ImapCommand.Examine) {
            deselect();
        }
        if (command instanceof ImapCommand.StartTls) {
            startTls(tag);
            services.metrics().command(rule.verb(), "ok", System.nanoTime() - started);
            return;
        }
        if (command instanceof ImapCommand.Compress) {
            compress(tag);
            services.metrics().command(rule.verb(), "ok", System.nanoTime() - started);
            return;
        }
        exchange.begin(tag);
        Enabled enabled = ImapState.enabledIn(state);
        Completion completion = services.executor().execute(state, command, exchange);
        enter(completion.next());
        welcomeModSeqs(enabled);
        if (state instanceof ImapState.Selected selected
                && synchronisation.afterCommand(selected.mailbox(), rule) == Sight.GONE) {
            bye(Optional.empty(), Synchronisation.GONE);
        }
        out.tagged(tag, completion.status(), settled(completion.code()), completion.text());
        services.metrics().command(rule.verb(), "ok", System.nanoTime() - started);
        mistakes = 0;
        if (state instanceof ImapState.LoggedOut) {
            connection.close();
        }
    }

    /** RFC 3501 §6.2.1: nothing was learnt before that could be forgotten but the mistakes. */
    private void startTls(String tag) throws InterruptedException {
        if (connection.tls().isPresent()) {
            throw new WrongStateException("TLS is in use already");
        }
        if (!connection.offersStartTls()) {
            throw new WrongStateException("TLS is not available");
        }
        connection.startTls(ResponseWriter.beginTls(tag));
        mistakes = 0;
    }

    /** RFC 4978 §3: the answer is the last thing that is not compressed. */
    private void compress(String tag) throws InterruptedException {
        if (connection.isCompressed()) {
            throw new CompressionActiveException();
        }
        if (!connection.compress(ResponseWriter.compressed(tag), services.compression())) {
            throw new WrongStateException("Wait for the answer to COMPRESS");
        }
        mistakes = 0;
    }

    /**
     * SELECT and EXAMINE leave the mailbox that was selected, whether or not they succeed (RFC 3501 §6.3.1), and say so (RFC 7162 §3.2.11,
     * RFC 9051 §6.3.2).
     */
    private void deselect() throws InterruptedException {
        if (state instanceof ImapState.Selected selected) {
            enter(selected.deselected());
            say(ResponseCode.Word.CLOSED, "Previous mailbox is closed");
        }
    }

    private void say(ResponseCode code, String text) throws InterruptedException {
        out.write(new Response.Untagged(Status.OK, Optional.of(code), text));
    }

    /** A client with a mailbox selected that begins to care about MODSEQs is told where it stands (RFC 7162 §3.1). */
    private void welcomeModSeqs(Enabled before) throws InterruptedException {
        if (!before.modSeqs()
                && state instanceof ImapState.Selected in
                && in.enabled().modSeqs()) {
            say(new ResponseCode.HighestModSeq(in.mailbox().view().settled()), "Highest MODSEQ");
        }
    }

    /**
     * The code of a command's completion. A client takes the highest MODSEQ that it has seen for the point up to which it knows everything,
     * unless it is told better; it is, where messages vanished or where changes that it has not heard of lie before that MODSEQ (RFC 7162
     * §3.2.7, §6).
     */
    private Optional<ResponseCode> settled(Optional<ResponseCode> code) throws InterruptedException {
        boolean vanished = out.takeVanished();
        long told = out.takeHighestModSeq();
        if (!(state instanceof ImapState.Selected selected)
                || !selected.enabled().modSeqs()) {
            return code;
        }
        long settled = selected.mailbox().view().settled();
        if (!vanished && told <= settled) {
            return code;
        }
        ResponseCode highest = new ResponseCode.HighestModSeq(settled);
        if (code.isEmpty()) {
            return Optional.of(highest);
        }
        say(highest, "Highest MODSEQ");
        return code;
    }

    private void enter(ImapState next) {
        ImapState before = state;
        if (next == before) {
            return;
        }
        if (before instanceof ImapState.NotAuthenticated && next instanceof ImapState.LoggedIn in) {
            connection.loggedIn(in.account().address());
        }
        if (before instanceof ImapState.LoggedIn && next instanceof ImapState.NotAuthenticated) {
            connection.loggedOut();
        }
        state = next;
        out.enabled(ImapState.enabledIn(next));
        synchronisation.follow(before, next);
    }

    private void beginIdle(String tag, ImapState.LoggedIn before) throws InterruptedException {
        out.continuation("idling");
        out.flush();
        enter(new ImapState.Idling(tag, before));
        if (before instanceof ImapState.Selected selected) {
            synchronisation.whileIdling(selected.mailbox());
        }
    }

    /** {@code DONE}, or something that ends IDLE by mistake. */
    private void endIdle(ImapState.Idling idling, Octets line, long started) throws InterruptedException {
        enter(idling.before());
        if (!line.equalsIgnoreCase("DONE")) {
            fail(idling.tag(), Optional.of(new ImapCommand.Idle()), new SyntaxException(0, "DONE"), started);
            return;
        }
        out.tagged(idling.tag(), Status.OK, settled(Optional.empty()), "IDLE completed");
        services.metrics().command("idle", "ok", System.nanoTime() - started);
    }

    private Optional<SelectedMailbox> idlingMailbox() {
        return state instanceof ImapState.Idling idling && idling.before() instanceof ImapState.Selected selected
                ? Optional.of(selected.mailbox())
                : Optional.empty();
    }

    /** Says what went wrong, and ends the session when there is no going on. */
    private void fail(String tag, Optional<ImapCommand> command, RuntimeException failure, long started)
            throws InterruptedException {
        ImapReplyMapper.Reply reply = ImapReplyMapper.map(failure, command);
        log(reply.severity(), failure);
        services.metrics()
                .command(
                        command.map(c -> ImapRules.of(c).verb()).orElse("unknown"),
                        reply.outcome(),
                        System.nanoTime() - started);
        if (failure instanceof BrokenResponseException) {
            connection.abort();
            return;
        }
        if (failure instanceof OutOfStepException) {
            outOfStep();
            return;
        }
        if (synchronisation.isMailboxGone(failure, state)) {
            bye(Optional.empty(), Synchronisation.GONE);
            return;
        }
        tagged(tag, reply, settled(reply.code()));
        if (isLoginTooMany(failure)) {
            bye(Optional.of(ResponseCode.Word.LIMIT), "Too many failed logins");
        } else if (isSessionTooMany(failure)) {
            bye(Optional.of(ResponseCode.Word.LIMIT), "Too many sessions");
        } else if (reply.severity() == Severity.BUG) {
            bye(Optional.empty(), "Closing after an internal error");
        } else if (reply.severity() == Severity.CLIENT
                && ++mistakes >= services.limits().mistakes()) {
            bye(Optional.of(ResponseCode.Word.CLIENTBUG), "Too many mistakes");
        }
    }

    private boolean isLoginTooMany(RuntimeException failure) {
        return failure instanceof RefusedException refused
                && (refused.reason() == Refusal.AUTHENTICATION_FAILED || refused.reason() == Refusal.LOGIN_BLOCKED)
                && state instanceof ImapState.NotAuthenticated
                && connection.authenticationFailed() == Connection.Verdict.CLOSE;
    }

    private static boolean isSessionTooMany(RuntimeException failure) {
        return failure instanceof RefusedException refused && refused.reason() == Refusal.TOO_MANY_SESSIONS;
    }

    private void tagged(String tag, ImapReplyMapper.Reply reply, Optional<ResponseCode> code)
            throws InterruptedException {
        if (tag.equals(NO_TAG)) {
            out.write(new Response.Untagged(reply.status(), code, reply.text()));
        } else {
            out.tagged(tag, reply.status(), code, reply.text());
        }
    }

    private void bye(Optional<ResponseCode> code, String text) throws InterruptedException {
        out.write(new Response.Bye(code, text));
        enter(new ImapState.LoggedOut());
        connection.close();
    }

    private void log(Severity severity, RuntimeException failure) {
        Level level = switch (severity) {
            case CLIENT -> Level.DEBUG;
            case REFUSAL -> Level.INFO;
            case OUTAGE -> Level.WARNING;
            case BUG -> Level.ERROR;
        };
        if (severity == Severity.BUG) {
            LOG.log(level, () -> "command failed conn=" + connection.id(), failure);
        } else {
            LOG.log(
                    level,
                    () -> "command failed conn=" + connection.id() + " reason=" + failure.getMessage() + " cause="
                            + RootCause.of(failure));
        }
    }

    @Override
    public void farewell(Farewell why) throws InterruptedException {
        switch (why) {
            case IDLE -> bye(Optional.empty(), "Idle for too long");
            case NOT_AUTHENTICATED -> bye(Optional.empty(), "Not logged in in time");
            case SLOW_COMMAND -> bye(Optional.empty(), "Command took too long to arrive");
            case TOO_MANY_COMMANDS -> bye(Optional.of(ResponseCode.Word.LIMIT), "Too many commands");
            case DRAINING -> bye(Optional.of(ResponseCode.Word.UNAVAILABLE), "Server is going down");
        }
    }

    @Override
    public void closed() {
        enter(new ImapState.LoggedOut());
    }

    private static String tagOf(byte[] octets) {
        try {
            Octets beginning = Octets.of(octets);
            return beginning.indexOf(' ') < 0 ? NO_TAG : new CommandParser(beginning).tag();
        } catch (SyntaxException e) {
            LOG.log(Level.DEBUG, "command without a tag", e);
            return NO_TAG;
        }
    }

    @Override
    public String toString() {
        return "ImapSession[" + connection.id() + "]";
    }

    @Override
    public byte[] continuationRequest() {
        return "+ OK\r\n".getBytes(StandardCharsets.US_ASCII);
    }
}
