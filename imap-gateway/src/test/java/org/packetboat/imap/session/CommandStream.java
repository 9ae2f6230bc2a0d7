package org.packetboat.imap.session;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.packetboat.imap.codec.AppendMessage;
import org.packetboat.imap.codec.AppendParser;
import org.packetboat.imap.codec.CommandParser;
import org.packetboat.imap.codec.Enabled;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.MailboxName;
import org.packetboat.imap.port.Account;
import org.packetboat.imap.port.MailboxKey;
import org.packetboat.imap.view.Delta;
import org.packetboat.imap.view.MailboxView;
import org.packetboat.imap.view.UidRanges;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.failure.WrongStateException;
import org.packetboat.mail.octets.Octets;
import org.packetboat.net.framing.Frame;
import org.packetboat.net.framing.LineEnd;
import org.packetboat.net.framing.LiteralFramer;
import org.packetboat.net.framing.LiteralHeader;

/**
 * What a session hears in the octets of a client: framer, rules for literals, parser and rules for states as they are, and in place of the
 * handlers nothing, so that each command succeeds that may be given. Messages are taken, but those without octets, which are left.
 */
public final class CommandStream {
    /** Something that a client has said. */
    public sealed interface Event {
        /** A command, as it was cut out and as it was understood. */
        record Command(Octets octets, Enabled enabled, ImapCommand command) implements Event {}

        /** Anything else, in words. */
        record Other(String what) implements Event {}
    }

    private enum Mode {
        COMMANDS,
        /** The octets of a message come. */
        MESSAGE,
        /** The octets of a message come that nobody wants. */
        SKIPPED_MESSAGE,
        /** After the octets of a message: the command goes on. */
        AFTER_MESSAGE,
        /** The answer to a challenge comes. */
        RESPONSE
    }

    private static final Account ALICE = new Account(1, "alice@mail.test");

    private final SessionLimits limits;
    private final LiteralFramer framer;
    private final List<Event> events = new ArrayList<>();
    private ImapState state;
    private Mode mode = Mode.COMMANDS;
    private @Nullable AppendMessage message;
    /** Octets of the message that are still to come. */
    private long missing;

    /** In a state that was reached before. */
    public CommandStream(ImapState state, SessionLimits limits) {
        this.state = state;
        this.limits = limits;
        LiteralRules rules = new LiteralRules(
                limits,
                () -> this.state,
                () -> mode == Mode.AFTER_MESSAGE ? Optional.ofNullable(message) : Optional.empty());
        framer = new LiteralFramer(limits.commandOctets(), LineEnd.CRLF_OR_LF, rules);
    }

    /** The state of a client that has logged in and enabled this. */
    public static ImapState.Authenticated authenticated(Enabled enabled) {
        return new ImapState.Authenticated(ALICE, enabled);
    }

    /** The state of such a client with INBOX selected. */
    public static ImapState.Selected selected(Enabled enabled) {
        return authenticated(enabled).selecting(inbox());
    }

    private static SelectedMailbox inbox() {
        MailboxView view = new MailboxView(UidRanges.of(), UidRanges.of(), new Delta.Point(1, 1));
        return new SelectedMailbox(new MailboxKey(1, 1), MailboxName.INBOX, Access.READ_WRITE, 1, view, List.of());
    }

    /** What happened so far. */
    public List<Event> events() {
        return events;
    }

    /** Takes what the client sends next. */
    public void accept(byte[] octets) {
        ByteBuffer chunk = ByteBuffer.wrap(octets);
        boolean goesOn = true;
        while (goesOn && !(state instanceof ImapState.LoggedOut)) {
            goesOn = switch (mode) {
                case MESSAGE, SKIPPED_MESSAGE -> message(chunk);
                case COMMANDS, AFTER_MESSAGE, RESPONSE -> frame(chunk);
            };
        }
    }

    /** Whether there may be more to do. */
    private boolean message(ByteBuffer chunk) {
        int n = (int) Math.min(missing, chunk.remaining());
        chunk.position(chunk.position() + n);
        missing -= n;
        if (missing > 0) {
            return false;
        }
        if (mode == Mode.MESSAGE) {
            framer.literalDone();
            mode = Mode.AFTER_MESSAGE;
        } else {
            framer.discardCommand();
            mode = Mode.COMMANDS;
        }
        return true;
    }

    private boolean frame(ByteBuffer chunk) {
        Frame frame = framer.next(chunk);
        if (frame == null) {
            return false;
        }
        switch (frame) {
            case Frame.PromptWanted _ -> other("prompt");
            case Frame.GivenUp _ -> {
                other("given up");
                state = new ImapState.LoggedOut();
            }
            case Frame.Overlong(byte[] beginning, var _) -> {
                mode = Mode.COMMANDS;
                other("overlong " + tagOf(beginning));
            }
            case Frame.Line(byte[] octets, var _) -> line(Octets.of(checked(octets)));
            case Frame.LiteralPending(byte[] octets, var literal) ->
                pending(CommandText.withoutLineEnd(checked(octets)), literal);
            case Frame.LiteralRefused(byte[] octets, var literal) ->
                refused(CommandText.withoutLineEnd(checked(octets)), literal);
        }
        return true;
    }

    private byte[] checked(byte[] octets) {
        if (octets.length > limits.commandOctets()) {
            throw new AssertionError("a command of " + octets.length + " octets");
        }
        return octets;
    }

    private void line(Octets line) {
        Mode before = mode;
        mode = Mode.COMMANDS;
        if (state instanceof ImapState.Idling idling) {
            state = idling.before();
            other(line.equalsIgnoreCase("DONE") ? "done" : "idle ended by mistake");
        } else if (before == Mode.AFTER_MESSAGE) {
            afterMessage(line, false);
        } else if (before == Mode.RESPONSE) {
            state = authenticated(Enabled.NONE);
            other("response " + line.ascii());
        } else {
            command(line);
        }
    }

    private void pending(Octets octets, LiteralHeader literal) {
        Optional<AppendMessage> announced = mode == Mode.AFTER_MESSAGE ? afterMessage(octets, true) : append(octets);
        AppendMessage next = announced.orElseThrow(() -> new AssertionError("a message in vain"));
        if (!next.literal().equals(literal)) {
            throw new AssertionError(next + " is announced by " + literal);
        }
        message = next;
        missing = literal.octets();
        if (missing > 0) {
            mode = Mode.MESSAGE;
        } else if (literal.synchronising()) {
            framer.literalDone();
            mode = Mode.COMMANDS;
        } else {
            mode = Mode.SKIPPED_MESSAGE;
        }
    }

    private Optional<AppendMessage> append(Octets octets) {
        return switch (command(octets)) {
            case ImapCommand.Append append -> Optional.of(append.first());
            case ImapCommand.Replace replace -> Optional.of(replace.message());
            case null, default -> Optional.empty();
        };
    }

    private Optional<AppendMessage> afterMessage(Octets octets, boolean announced) {
        AppendMessage before = message;
        if (before == null) {
            throw new AssertionError("no message came");
        }
        try {
            Optional<AppendMessage> next = AppendParser.next(octets, before);
            if (next.isPresent() != announced) {
                throw new AssertionError("goes on with " + next);
            }
            other("after the message: " + next);
            return next;
        } catch (SyntaxException e) {
            other("after the message: " + checked(e, octets));
            return Optional.empty();
        }
    }

    private void refused(Octets octets, LiteralHeader literal) {
        Mode before = mode;
        mode = Mode.COMMANDS;
        if (state instanceof ImapState.Idling idling) {
            state = idling.before();
            other("idle ended by mistake");
        } else if (before == Mode.AFTER_MESSAGE && message != null) {
            other("after the message, refused " + CommandParser.announcedAfter(message, octets));
        } else {
            CommandParser.Announced announced = state instanceof ImapState.LoggedIn in
                    ? CommandParser.announced(octets, in.enabled())
                    : CommandParser.Announced.ARGUMENT;
            other("refused " + announced + " " + literal + " " + tagOf(octets.toByteArray()));
        }
    }

    /** The command, null when it is none. */
    private @Nullable ImapCommand command(Octets octets) {
        Enabled enabled = ImapState.enabledIn(state);
        ImapCommand command;
        try {
            CommandParser parser = new CommandParser(octets, enabled);
            parser.tag();
            command = parser.command();
        } catch (SyntaxException e) {
            other(checked(e, octets));
            return null;
        }
        events.add(new Event.Command(octets, enabled, command));
        try {
            ImapRules.Rule rule = ImapRules.of(command);
            ImapRules.check(rule, state);
            ImapRules.checkEnabled(rule, enabled);
            obey(command);
        } catch (WrongStateException e) {
            other("wrong state");
        }
        return command;
    }

    private static String checked(SyntaxException failure, Octets octets) {
        if (failure.offset() < 0 || failure.offset() > octets.length()) {
            throw new AssertionError("offset " + failure.offset() + " in " + octets, failure);
        }
        return failure.offset() + " " + failure.getMessage();
    }

    private void obey(ImapCommand command) {
        switch (command) {
            case ImapCommand.Login _ -> state = authenticated(Enabled.NONE);
            case ImapCommand.Authenticate authenticate -> {
                if (authenticate.initialResponse().isPresent()) {
                    state = authenticated(Enabled.NONE);
                } else {
                    mode = Mode.RESPONSE;
                }
            }
            case ImapCommand.Unauthenticate _ -> state = new ImapState.NotAuthenticated();
            case ImapCommand.Logout _ -> state = new ImapState.LoggedOut();
            default -> {
                if (state instanceof ImapState.LoggedIn in) {
                    obey(command, in);
                }
            }
        }
    }

    private void obey(ImapCommand command, ImapState.LoggedIn in) {
        switch (command) {
            case ImapCommand.Select _, ImapCommand.Examine _ -> state = in.selecting(inbox());
            case ImapCommand.Close _, ImapCommand.Unselect _ -> state = in.deselected();
            case ImapCommand.Enable enable -> state = in.enabling(in.enabled().with(enable.extensions()));
            case ImapCommand.Idle _ -> state = new ImapState.Idling("i", in);
            default -> {}
        }
    }

    private static String tagOf(byte[] octets) {
        try {
            return new CommandParser(Octets.of(octets)).tag();
        } catch (SyntaxException e) {
            return "without a tag";
        }
    }

    private void other(String what) {
        events.add(new Event.Other(what));
    }
}
