package org.packetboat.imap.session;

import java.util.Optional;
import java.util.function.Supplier;
import org.packetboat.imap.codec.AppendMessage;
import org.packetboat.imap.codec.CommandParser;
import org.packetboat.imap.codec.CommandParser.Announced;
import org.packetboat.mail.octets.Octets;
import org.packetboat.net.framing.LiteralHeader;
import org.packetboat.net.framing.LiteralPolicy;

/**
 * Which literals become part of a command, which are streamed, which are refused at once, by what the session's state allows. Only reads that
 * state; event loop or lane, under the lane's lock.
 */
final class LiteralRules implements LiteralPolicy {
    private final SessionLimits limits;
    private final Supplier<ImapState> state;
    private final Supplier<Optional<AppendMessage>> goingOnAfter;

    /** Whether the command that comes is known to have nothing but arguments: it is not read again with each of them. */
    private boolean argumentsAlone;

    /** @param goingOnAfter the message behind which an APPEND goes on, while it does */
    LiteralRules(SessionLimits limits, Supplier<ImapState> state, Supplier<Optional<AppendMessage>> goingOnAfter) {
        this.limits = limits;
        this.state = state;
        this.goingOnAfter = goingOnAfter;
    }

    @Override
    public Decision decide(byte[] command, int line, int length, LiteralHeader literal) {
        argumentsAlone &= line > 0;
        return switch (state.get()) {
            case ImapState.Idling s -> Decision.REFUSE;
            case ImapState.LoggedIn in ->
                switch (announced(in, command, length)) {
                    case MESSAGE -> upTo(limits.messageOctets(), literal, Decision.STREAM);
                    case ARGUMENT, ARGUMENTS -> upTo(limits.literalOctets(), literal, Decision.INLINE);
                    case IN_VAIN -> Decision.REFUSE;
                };
            case ImapState.NotAuthenticated s -> upTo(limits.anonymousLiteralOctets(), literal, Decision.INLINE);
            case ImapState.LoggedOut s -> upTo(limits.anonymousLiteralOctets(), literal, Decision.INLINE);
        };
    }

    private static Decision upTo(long most, LiteralHeader literal, Decision decision) {
        return literal.octets() <= most ? decision : Decision.REFUSE;
    }

    private Announced announced(ImapState.LoggedIn in, byte[] command, int length) {
        if (argumentsAlone) {
            return Announced.ARGUMENTS;
        }
        Octets octets = CommandText.withoutLineEnd(command, length);
        Optional<AppendMessage> before = goingOnAfter.get();
        if (before.isPresent()) {
            return CommandParser.announcedAfter(before.get(), octets);
        }
        Announced announced = CommandParser.announced(octets, in.enabled());
        argumentsAlone = announced == Announced.ARGUMENTS;
        return announced;
    }

    @Override
    public int mostHeld() {
        return limits.mostHeld(state.get());
    }

    @Override
    public long mostSkipped() {
        return limits.mostSkipped(state.get());
    }
}
