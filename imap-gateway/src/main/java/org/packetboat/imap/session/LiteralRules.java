package org.packetboat.imap.session;

import java.util.Arrays;
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
 * state; event loop or lane.
 */
final class LiteralRules implements LiteralPolicy {
    private final SessionLimits limits;
    private final Supplier<ImapState> state;
    private final Supplier<Optional<AppendMessage>> goingOnAfter;

    /** @param goingOnAfter the message behind which an APPEND goes on, while it does */
    LiteralRules(SessionLimits limits, Supplier<ImapState> state, Supplier<Optional<AppendMessage>> goingOnAfter) {
        this.limits = limits;
        this.state = state;
        this.goingOnAfter = goingOnAfter;
    }

    @Override
    public Decision decide(byte[] command, int length, LiteralHeader literal) {
        ImapState now = state.get();
        if (now instanceof ImapState.Idling) {
            return Decision.REFUSE;
        }
        if (!(now instanceof ImapState.LoggedIn in)) {
            return literal.octets() <= limits.anonymousLiteralOctets() ? Decision.INLINE : Decision.REFUSE;
        }
        Octets octets = CommandText.withoutLineEnd(Arrays.copyOf(command, length));
        Optional<AppendMessage> before = goingOnAfter.get();
        Announced announced = before.isPresent()
                ? CommandParser.announcedAfter(before.get(), octets)
                : CommandParser.announced(octets, in.enabled());
        return switch (announced) {
            case MESSAGE -> literal.octets() <= limits.messageOctets() ? Decision.STREAM : Decision.REFUSE;
            case ARGUMENT -> literal.octets() <= limits.literalOctets() ? Decision.INLINE : Decision.REFUSE;
            case IN_VAIN -> Decision.REFUSE;
        };
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
