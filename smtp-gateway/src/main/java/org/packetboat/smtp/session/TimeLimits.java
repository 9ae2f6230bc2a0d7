package org.packetboat.smtp.session;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.smtp.Timing;
import org.packetboat.mail.smtp.Timing.DeliverBy;
import org.packetboat.mail.smtp.Timing.DeliverBy.Mode;
import org.packetboat.mail.smtp.Timing.Hold;

/**
 * Which times a sender may set.
 *
 * @param longestHold RFC 4865 §3, the max-future-release-interval
 * @param shortestReturn RFC 2852 §2, the min-by-time
 */
public record TimeLimits(Duration longestHold, Duration shortestReturn) {
    /** A body is kept for retention and a day, and behind a hold there has to be time for all attempts (architecture 2.5). */
    private static final Duration MOST_HOLD = Duration.ofDays(20);

    /** The defaults of the configuration. */
    public static final TimeLimits DEFAULTS = new TimeLimits(Duration.ofDays(7), Duration.ofMinutes(1));

    public TimeLimits {
        if (longestHold.toSeconds() < 1 || longestHold.compareTo(MOST_HOLD) > 0) {
            throw new IllegalArgumentException("messages are held for 1 s to " + MOST_HOLD.toDays() + " days");
        }
        if (shortestReturn.isNegative()) {
            throw new IllegalArgumentException("a negative time to deliver in");
        }
    }

    /** The max-future-release-date-time of a client that comes now, in whole seconds. */
    public Instant latestRelease(Instant now) {
        return now.plus(longestHold).truncatedTo(ChronoUnit.SECONDS);
    }

    /** Refuses what is not offered, and what cannot be both. */
    public void check(Timing timing, Instant now) {
        Optional<Instant> release = timing.hold().map(hold -> release(hold, now));
        timing.deliverBy().ifPresent(by -> {
            check(by);
            // RFC 4865 §5.2.2.
            if (release.filter(at -> at.isAfter(now.plus(by.time()))).isPresent()) {
                throw new RefusedException(Refusal.TIME_OUT_OF_RANGE, "held beyond the time of delivery");
            }
        });
    }

    private Instant release(Hold hold, Instant now) {
        boolean isOffered = switch (hold) {
            case Hold.For(Duration interval) -> interval.compareTo(longestHold) <= 0;
            case Hold.Until(Instant instant) -> instant.isAfter(now) && !instant.isAfter(latestRelease(now));
        };
        if (!isOffered) {
            throw new RefusedException(Refusal.TIME_OUT_OF_RANGE, "hold");
        }
        return hold.end(now);
    }

    private void check(DeliverBy by) {
        if (by.mode() == Mode.RETURN && by.time().compareTo(shortestReturn) < 0) {
            throw new RefusedException(Refusal.TIME_TOO_SHORT);
        }
    }
}
