package org.packetboat.net.framing;

/**
 * What a framer cut out of the stream. The arrays belong to the receiver.
 */
@SuppressWarnings("ArrayRecordComponent") // one array per command, handed over, never compared
public sealed interface Frame {
    /**
     * A whole command without its last line end. With a {@link LiteralFramer} the octets hold every inlined literal exactly as it was
     * sent: <code>{n}</code>, CR LF, n octets, and the rest of the command.
     */
    record Line(byte[] octets, Ending ending) implements Frame {}

    /**
     * The command up to and including the line end after <code>{n}</code>; its octets have not been asked for (synchronising) or follow
     * (non-synchronising). The handler opens it, or leaves it: then the lane skips what comes and the rest of the command.
     */
    record LiteralPending(byte[] octets, LiteralHeader literal) implements Frame {}

    /**
     * The command up to a literal that the policy or the limit refused. A non-synchronising literal and the rest of the command were
     * skipped already, so an answer puts the stream back in step.
     */
    record LiteralRefused(byte[] octets, LiteralHeader literal) implements Frame {}

    /** A command longer than the limit; skipped to its end and never held. {@code beginning}: at most 128 octets of it, for the tag. */
    record Overlong(byte[] beginning, Ending ending) implements Frame {}

    /** More would have to be skipped than the policy bears: the stream stays out of step and nothing comes after this. Close. */
    record GivenUp() implements Frame {}

    /** What ended a line. */
    enum Ending {
        /** CR LF. */
        CRLF,
        /** A lone LF, where {@link LineEnd} allows it. */
        LF
    }

    /** The client waits to be asked for an inlined literal. The connection answers it itself; sessions never see it. */
    record PromptWanted() implements Frame {}
}
