package org.packetboat.mailbox.auth;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.sasl.ScramKeys;
import org.packetboat.mailbox.auth.LoginTurns.Claim;
import org.packetboat.mailbox.store.LoginTable.LoginAccount;

/**
 * Compares passwords with keys. The hash is spared when the same password was found to fit a short while ago; where there are no keys one is computed
 * all the same, with iterations that an account might have. A password whose keys were made with another number of iterations than is asked for now gets new ones. Thread-safe.
 */
public final class PasswordCheck {
    private static final Logger LOG = Logger.getLogger(PasswordCheck.class);
    private static final int MAX_REHASHES = 16;

    private final ScramHash hash;
    private final LoginTurns turns;
    private final HashingPool pool;
    private final CredentialCache cache;
    private final KeyChange change;
    private final UnknownLogins unknown;
    private final Set<Long> rehashing = ConcurrentHashMap.newKeySet();

    public PasswordCheck(
            ScramHash hash,
            LoginTurns turns,
            HashingPool pool,
            CredentialCache cache,
            UnknownLogins unknown,
            KeyChange change) {
        this.hash = hash;
        this.turns = turns;
        this.pool = pool;
        this.cache = cache;
        this.unknown = unknown;
        this.change = change;
    }

    /** Gives an account new keys of the same password; false when somebody has changed them meanwhile. */
    @FunctionalInterface
    public interface KeyChange {
        boolean run(long accountId, ScramKeys before, ScramKeys after) throws InterruptedException;
    }

    /**
     * Whether it is the account's password; false for no account, and without a hash for what can be nobody's password.
     *
     * @param login folded
     * @throws OverloadException when too many passwords wait for their hash, of this claim or of all
     */
    public boolean fits(Optional<LoginAccount> account, String login, Claim claim, String password)
            throws InterruptedException {
        if (!ScramKeys.isPassword(password)) {
            return false;
        }
        Optional<ScramKeys> known = account.flatMap(LoginAccount::keys);
        if (account.isEmpty() || known.isEmpty()) {
            ScramKeys unfitting = hash.makeUnfitting(unknown.parameters(login));
            turns.take(claim, () -> pool.run(() -> unfitting.fits(password)));
            return false;
        }
        long accountId = account.get().accountId();
        ScramKeys keys = known.get();
        if (!cache.contains(accountId, keys.storedKey(), password)
                && !turns.take(claim, () -> fitsInTurn(accountId, keys, password))) {
            return false;
        }
        if (keys.iterations() != hash.iterations()) {
            rehashLater(accountId, keys, password);
        }
        return true;
    }

    /** Those that waited together for one account need one hash. */
    private boolean fitsInTurn(long accountId, ScramKeys keys, String password) throws InterruptedException {
        return cache.contains(accountId, keys.storedKey(), password)
                || pool.run(() -> fitsNow(accountId, keys, password));
    }

    private boolean fitsNow(long accountId, ScramKeys keys, String password) {
        boolean fits = keys.fits(password);
        if (fits) {
            cache.add(accountId, keys.storedKey(), password);
        }
        return fits;
    }

    /** Nobody waits for it: while logins wait for hashes, or if it fails, the next login tries again. */
    private void rehashLater(long accountId, ScramKeys before, String password) {
        if (pool.isBusy() || rehashing.size() >= MAX_REHASHES || !rehashing.add(accountId)) {
            return;
        }
        Thread.ofVirtual().name("rehash").start(() -> {
            try {
                rehash(accountId, before, password);
            } finally {
                rehashing.remove(accountId);
            }
        });
    }

    private void rehash(long accountId, ScramKeys before, String password) {
        try {
            ScramKeys after = pool.run(() -> hash.make(password));
            if (change.run(accountId, before, after)) {
                cache.add(accountId, after.storedKey(), password);
                LOG.infof("password hashed anew account=%d iterations=%d", accountId, after.iterations());
            }
        } catch (UnavailableException | OverloadException _) {
            LOG.debugf("hashing anew put off account=%d", accountId);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
