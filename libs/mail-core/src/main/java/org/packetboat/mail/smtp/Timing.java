package org.packetboat.mail.smtp;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * When a message is to travel.
 *
 * @param hold not before (RFC 4865)
 * @param deliverBy not after (RFC 2852)
 * @param priority -9 to 9, higher first (RFC 6710)
 */
public record Timing(Optional<Hold> hold, Optional<DeliverBy> deliverBy, OptionalInt priority) {
    /** Nothing was said. */
    public static final Timing NONE = new Timing(Optional.empty(), Optional.empty(), OptionalInt.empty());

    /** HOLDFOR or HOLDUNTIL, RFC 4865 §3. */
    public sealed interface Hold {
        /** When the hold of a message that is accepted now ends. */
        Instant end(Instant now);

        /** HOLDFOR. */
        record For(Duration interval) implements Hold {
            @Override
            public Instant end(Instant now) {
                return now.plus(interval);
            }
        }

        /** HOLDUNTIL. */
        record Until(Instant instant) implements Hold {
            @Override
            public Instant end(Instant now) {
                return instant;
            }
        }
    }

    /**
     * BY, RFC 2852 §4.
     *
     * @param time from acceptance; may have passed already with {@link Mode#NOTIFY}
     * @param isTraced a relay is to tell the sender when the next server knows nothing of this
     */
    public record DeliverBy(Duration time, Mode mode, boolean isTraced) {
        /** What happens when the time is over. */
        public enum Mode {
            /** The sender is told, and the message travels on. */
            NOTIFY,
            /** It comes back. */
            RETURN
        }
    }
}
