package org.packetboat.net.server;

import java.nio.ByteBuffer;

/** Octets as they come, without frames: SMTP DATA. Lane only. Ends with {@link #leave}. */
public final class RawInput {
    private final CommandInput input;

    RawInput(CommandInput input) {
        this.input = input;
    }

    /**
     * The next octets, at least one; array-backed and the caller's own. Flushes what was written, then waits; when nothing comes within the
     * input timeout, or the client has ended its input, the connection is closed.
     */
    public ByteBuffer take() throws InterruptedException {
        return input.takeRaw();
    }

    /** Back to frames; the octets that remain in {@code unconsumed} come first. */
    public void leave(ByteBuffer unconsumed) {
        input.leaveRaw(unconsumed);
    }
}
