package org.packetboat.pop3.session;

import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.pop3.port.LockedMaildrop;

/**
 * Renews the locks of all open maildrops well within their leases, whatever their lanes are doing. A lock that is lost ends its session.
 * Thread-safe.
 */
public final class Leases {
    private static final System.Logger LOG = System.getLogger(Leases.class.getName());
    /** A lock is renewed when this part of its lease is over. */
    private static final int PART = 3;

    private final LongSupplier nanoClock;
    private final Set<Lease> held = ConcurrentHashMap.newKeySet();

    /** @param nanoClock as System.nanoTime() */
    public Leases(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Starts renewing; {@code onLost} is called at most once, from another thread. */
    Lease hold(LockedMaildrop maildrop, Runnable onLost) {
        Lease lease = new Lease(maildrop, onLost);
        held.add(lease);
        return lease;
    }

    /** Renews what is due, each on a thread of its own. Called about once a second; does not block. */
    public void tick() {
        long now = nanoClock.getAsLong();
        for (Lease lease : held) {
            if (lease.due(now)) {
                Thread.ofVirtual().start(lease::renew);
            }
        }
    }

    /** One lock that is being renewed. */
    final class Lease {
        private final LockedMaildrop maildrop;
        private final Runnable onLost;
        private final long interval;
        private volatile long renewAt;

        private Lease(LockedMaildrop maildrop, Runnable onLost) {
            this.maildrop = maildrop;
            this.onLost = onLost;
            this.interval = maildrop.lease().toNanos() / PART;
            this.renewAt = nanoClock.getAsLong() + interval;
        }

        /** No longer renewed. */
        void end() {
            held.remove(this);
        }

        private boolean due(long now) {
            if (now - renewAt < 0) {
                return false;
            }
            renewAt = now + interval;
            return true;
        }

        private void renew() {
            try {
                maildrop.renew();
            } catch (UnavailableException e) {
                // The next turn comes before the lease is over; and if it does not, the lock is still ours unless
                // somebody took it.
                LOG.log(Level.DEBUG, "maildrop lock not renewed", e);
            } catch (RefusedException e) {
                if (e.reason() == Refusal.MAILDROP_LOST && held.remove(this)) {
                    onLost.run();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
