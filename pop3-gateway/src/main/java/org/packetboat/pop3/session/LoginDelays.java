package org.packetboat.pop3.session;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.LongSupplier;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.pop3.port.Account;

/** LOGIN-DELAY, RFC 2449 §6.5: how long an account waits from one login to the next. Each process counts for itself. Thread-safe. */
public final class LoginDelays {
    private static final int MOST = 100_000;

    private final Duration delay;
    private final LongSupplier nanoClock;
    /** By account, the oldest login first. */
    private final SequencedMap<Long, Long> logins = new LinkedHashMap<>();

    /**
     * @param delay zero for none
     * @param nanoClock as System.nanoTime()
     */
    public LoginDelays(Duration delay, LongSupplier nanoClock) {
        this.delay = delay;
        this.nanoClock = nanoClock;
    }

    /** Zero for none. */
    public Duration delay() {
        return delay;
    }

    /** Throws RefusedException LOGIN_TOO_SOON when the account's last login is not long enough ago. */
    public synchronized void check(Account account) {
        Long last = logins.get(account.id());
        if (last != null && !over(last)) {
            throw new RefusedException(Refusal.LOGIN_TOO_SOON);
        }
    }

    /** The account has just logged in. */
    public synchronized void loggedIn(Account account) {
        if (delay.isZero()) {
            return;
        }
        logins.remove(account.id());
        logins.put(account.id(), nanoClock.getAsLong());
        for (Map.Entry<Long, Long> oldest = logins.firstEntry();
                over(oldest.getValue()) || logins.size() > MOST;
                oldest = logins.firstEntry()) {
            logins.remove(oldest.getKey());
        }
    }

    private boolean over(long login) {
        return nanoClock.getAsLong() - login >= delay.toNanos();
    }
}
