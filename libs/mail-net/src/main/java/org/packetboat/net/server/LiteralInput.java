package org.packetboat.net.server;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The octets of one streamed literal. Belongs to the execution of its command: what the handler leaves is skipped by the lane, with the
 * rest of the command. Lane only.
 */
public final class LiteralInput {
    private final CommandInput input;
    private final long octets;

    LiteralInput(CommandInput input, long octets) {
        this.input = input;
        this.octets = octets;
    }

    /** Octets of the whole literal, as announced. */
    public long octets() {
        return octets;
    }

    /**
     * The next octets, array-backed and the caller's own; null at the end, after which {@link CommandInput#nextFrame()} gives the rest of
     * the command. Waits no longer than the input timeout, then closes the connection.
     */
    public @Nullable ByteBuffer take() throws InterruptedException {
        return input.takeLiteral();
    }
}
