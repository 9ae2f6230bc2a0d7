package org.packetboat.smtp.port;

import org.packetboat.mail.octets.Octets;

/** Where the octets of a message are, trace header included. */
public sealed interface MessageOctets {
    /** How many there are. */
    long size();

    /** In the record itself. */
    record Inline(Octets octets) implements MessageOctets {
        @Override
        public long size() {
            return octets.length();
        }
    }

    /** In an object of their own, which is the final body. */
    record Staged(String objectKey, long size) implements MessageOctets {}
}
