package org.packetboat.mailbox.directory;

import java.util.Optional;
import org.packetboat.contracts.mailbox.AuthenticateResponse;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mailbox.auth.CredentialCache;
import org.packetboat.mailbox.auth.HashingPool;
import org.packetboat.mailbox.auth.PasswordVerifier;
import org.packetboat.mailbox.auth.ScramHash;
import org.packetboat.mailbox.store.DirectoryTable;
import org.packetboat.mailbox.store.DirectoryTable.Credentials;

/**
 * Checks passwords. Every login reads the account's row, so that a removed account and a changed password count at once; only the hash is spared
 * when the same password was checked a short while ago. An unknown address costs a hash as well and is answered the same. Thread-safe.
 */
public final class Authenticator {
    /** Longer ones were never set, see {@link org.packetboat.mailbox.account.Accounts}. */
    public static final int MAX_PASSWORD_CHARACTERS = 1_024;

    private final DirectoryTable table;
    private final ScramHash hash;
    private final HashingPool pool;
    private final CredentialCache cache;
    private final PasswordVerifier unfitting;

    public Authenticator(DirectoryTable table, ScramHash hash, HashingPool pool, CredentialCache cache) {
        this.table = table;
        this.hash = hash;
        this.pool = pool;
        this.cache = cache;
        unfitting = hash.makeUnfitting();
    }

    /** Refused with {@link Refusal#AUTHENTICATION_FAILED} when address and password do not belong together, whatever the reason. */
    public AuthenticateResponse authenticate(String login, String password) throws InterruptedException {
        if (password.length() > MAX_PASSWORD_CHARACTERS) {
            throw new RefusedException(Refusal.AUTHENTICATION_FAILED);
        }
        Optional<Credentials> found = find(login);
        if (found.isEmpty()) {
            pool.run(() -> hash.fits(unfitting, password));
            throw new RefusedException(Refusal.AUTHENTICATION_FAILED);
        }
        Credentials account = found.get();
        if (!cache.contains(account.accountId(), account.storedKey(), password)) {
            PasswordVerifier verifier = new PasswordVerifier(
                    account.storedKey(), account.serverKey(), account.salt(), account.iterations());
            if (!pool.run(() -> hash.fits(verifier, password))) {
                throw new RefusedException(Refusal.AUTHENTICATION_FAILED);
            }
            cache.add(account.accountId(), account.storedKey(), password);
        }
        return AuthenticateResponse.newBuilder()
                .setAccountId(account.accountId())
                .setAddress(account.address())
                .build();
    }

    private Optional<Credentials> find(String login) throws InterruptedException {
        Optional<FoldedAddress> address = FoldedAddress.of(login);
        return address.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(table.credentials(address.get().toString()));
    }
}
