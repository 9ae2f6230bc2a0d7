package org.packetboat.mail.message;

import java.nio.ByteBuffer;
import org.packetboat.mail.octets.Octets;

/**
 * Computes the metadata of a message that streams by, in chunks of any size. Memory does not depend on the message's size: at most a
 * header (256 KiB), the table of parts (1,000) and what is kept of their fields (1 MiB). Not safe for several threads.
 */
public final class MessageScanner {
    /** Takes the next octets; the array may be reused afterwards. */
    public void accept(byte[] octets, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    public void accept(Octets octets) {
        accept(octets.array(), octets.offset(), octets.length());
    }

    /** Takes the remaining octets of the buffer and moves its position to its limit. */
    public void accept(ByteBuffer buffer) {
        Octets octets = Octets.of(buffer);
        accept(octets.array(), octets.offset(), octets.length());
        buffer.position(buffer.limit());
    }

    /** The message is complete. */
    public MessageMetadata finish() {
        throw new UnsupportedOperationException();
    }
}
