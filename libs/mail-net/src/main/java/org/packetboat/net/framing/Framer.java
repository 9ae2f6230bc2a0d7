package org.packetboat.net.framing;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Cuts a stream into frames. Not thread-safe; holds no memory between commands. */
public interface Framer {
    /**
     * Consumes octets until one frame is complete or the chunk is used up.
     *
     * @param chunk array-backed; its position moves past what was consumed
     * @return the frame, or null when more octets are needed
     */
    @Nullable
    Frame next(ByteBuffer chunk);

    /** Whether octets of an incomplete command are held (or are being skipped). */
    boolean midway();

    /** Whether the octets that are missing are those of a literal that the client was asked, or is allowed, to send. */
    default boolean promised() {
        return false;
    }

    /** The handler of the last {@link Frame.LiteralPending} is done and the rest of its command is unread: skip it. */
    default void discardCommand() {}

    /** The literal of the last {@link Frame.LiteralPending} was read; what follows is the rest of its command. */
    default void literalDone() {}
}
