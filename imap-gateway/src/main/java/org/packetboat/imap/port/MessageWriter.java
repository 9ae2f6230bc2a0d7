package org.packetboat.imap.port;

import java.nio.ByteBuffer;
import org.packetboat.contracts.body.StoredBody;

/** Stores the octets of appended messages. */
public interface MessageWriter {
    /**
     * Begins a message.
     *
     * @param octets how many will come
     * @throws org.packetboat.mail.failure.LimitException when there is no room for it now
     */
    Incoming begin(long octets) throws InterruptedException;

    /** A message on its way; of one thread. Closing it before {@link #store} gives it up. */
    interface Incoming extends AutoCloseable {
        /** Takes the next octets. */
        void append(ByteBuffer octets) throws InterruptedException;

        /** Durable when this returns. May be called again to store the same octets anew, when the first place was too old to refer to. */
        StoredBody store() throws InterruptedException;

        @Override
        void close();
    }
}
