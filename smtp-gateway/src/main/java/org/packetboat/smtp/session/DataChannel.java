package org.packetboat.smtp.session;

import java.nio.ByteBuffer;
import org.packetboat.mail.smtp.SmtpReply;

/** How a handler asks for message data and reads it. Lane only. */
public interface DataChannel {
    /** Sends the intermediate reply; the octets that come from here on are the message's. */
    Source open(SmtpReply goAhead) throws InterruptedException;

    /** The octets behind DATA. */
    interface Source {
        /** The next octets, at least one, array-backed. Waits; interrupted when the connection closes. */
        ByteBuffer take() throws InterruptedException;

        /** The data have ended; what remains in the buffer are commands. */
        void leave(ByteBuffer commands);
    }
}
