package org.packetboat.imap.session;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.packetboat.imap.codec.AppendMessage;

/**
 * The messages of an APPEND or REPLACE, one after the other (RFC 3502). A handler that refuses before {@link #open} costs a waiting client no
 * octets; what is left unread is skipped (house style 3.3). Lane only.
 */
public interface AppendSource {
    /** Lets a waiting client send the octets of the message that was announced last. */
    void open() throws InterruptedException;

    /** The next octets of it, null at the end. */
    @Nullable
    ByteBuffer take() throws InterruptedException;

    /**
     * Goes on with the command, after the last octets of a message.
     *
     * @return what is announced next; empty at the end of the command
     * @throws org.packetboat.mail.failure.SyntaxException if it is neither
     * @throws org.packetboat.mail.failure.LimitException if the next message is too large
     */
    Optional<AppendMessage> next() throws InterruptedException;
}
