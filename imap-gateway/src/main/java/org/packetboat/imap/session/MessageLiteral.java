package org.packetboat.imap.session;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The octets of an APPEND's message. A handler that refuses before {@link #open} costs a waiting client no octets; what is left unread is
 * skipped (house style 3.3). Lane only.
 */
public interface MessageLiteral {
    /** Lets a waiting client send. */
    void open() throws InterruptedException;

    /** The next octets, null at the end. */
    @Nullable
    ByteBuffer take() throws InterruptedException;

    /**
     * Reads the end of the command, after the last octets.
     *
     * @throws org.packetboat.mail.failure.SyntaxException if there is more than a line end
     */
    void end() throws InterruptedException;
}
