package org.packetboat.smtp.session;

import java.nio.ByteBuffer;

/** The octets behind DATA. Lane only. */
public interface DataSource {
    /** The next octets, at least one, array-backed. Waits; interrupted when the connection closes. */
    ByteBuffer take() throws InterruptedException;

    /** The data have ended; what remains in the buffer are commands. */
    void leave(ByteBuffer commands);
}
