package org.packetboat.mailbox.auth;

import java.util.Optional;
import org.jboss.logging.Logger;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.sasl.ScramKeys;
import org.packetboat.mailbox.store.LoginTable;
import org.packetboat.mailbox.store.LoginTable.LoginAccount;

/**
 * Compares passwords with keys. The hash is spared when the same password was found to fit a short while ago; where there are no keys one is computed
 * all the same. A password whose keys were made with fewer iterations than are asked for now gets new ones. Thread-safe.
 */
public final class PasswordCheck {
    private static final Logger LOG = Logger.getLogger(PasswordCheck.class);

    private final ScramHash hash;
    private final HashingPool pool;
    private final CredentialCache cache;
    private final LoginTable table;
    private final ScramKeys unfitting;

    public PasswordCheck(ScramHash hash, HashingPool pool, CredentialCache cache, LoginTable table) {
        this.hash = hash;
        this.pool = pool;
        this.cache = cache;
        this.table = table;
        unfitting = hash.makeUnfitting();
    }

    /** Of new keys. */
    public int iterations() {
        return hash.iterations();
    }

    /** Whether it is the account's password; false for no account. */
    public boolean fits(Optional<LoginAccount> account, String password) throws InterruptedException {
        Optional<ScramKeys> known = account.flatMap(LoginAccount::keys);
        if (account.isEmpty() || known.isEmpty()) {
            pool.run(() -> unfitting.fits(password));
            return false;
        }
        long accountId = account.get().accountId();
        ScramKeys keys = known.get();
        if (cache.contains(accountId, keys.storedKey(), password)) {
            return true;
        }
        if (!pool.run(() -> keys.fits(password))) {
            return false;
        }
        cache.add(accountId, keys.storedKey(), password);
        if (keys.iterations() < hash.iterations()) {
            Thread.ofVirtual().name("rehash").start(() -> rehash(accountId, keys, password));
        }
        return true;
    }

    /** Nobody waits for it: if it fails, the next login tries again. */
    private void rehash(long accountId, ScramKeys before, String password) {
        try {
            ScramKeys after = pool.run(() -> hash.make(password));
            if (table.rehash(accountId, before, after)) {
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
