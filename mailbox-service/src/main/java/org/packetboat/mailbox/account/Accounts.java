package org.packetboat.mailbox.account;

import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.sasl.SaslPrep;
import org.packetboat.mail.sasl.ScramKeys;
import org.packetboat.mailbox.auth.HashingPool;
import org.packetboat.mailbox.auth.OverloadException;
import org.packetboat.mailbox.auth.ScramHash;
import org.packetboat.mailbox.directory.Authenticator;
import org.packetboat.mailbox.store.AccountTable;
import org.packetboat.mailbox.store.AddressTable;
import org.packetboat.mailbox.store.AddressTable.Reservation;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.QuotaStatement;
import org.packetboat.mailbox.store.QuotaStatement.Quota;

/**
 * Makes and removes accounts. An account's address and its mail are keyed differently, so each is a sequence of transactions that may end after any
 * step and is finished by repeating it (architecture 6):
 *
 * <ul>
 *   <li>adding: reserve the address with a new account id; then create the account, active, with its first mailboxes. An address whose account was
 *       never created is taken over by the next attempt.
 *   <li>removing: mark the account as removing and put its mailboxes among those that are emptied in batches; then free the address. The account's
 *       row goes when everything else is gone, see {@link Removals}.
 * </ul>
 */
public final class Accounts {
    private static final Logger LOG = Logger.getLogger(Accounts.class);
    private static final int ATTEMPTS = 3;

    private final Database database;
    private final ScramHash hash;
    private final HashingPool pool;
    private final Runnable changed;

    /** @param changed called after every change to addresses that has committed */
    public Accounts(Database database, ScramHash hash, HashingPool pool, Runnable changed) {
        this.database = database;
        this.hash = hash;
        this.pool = pool;
        this.changed = changed;
    }

    /** The addresses of all active accounts, in order. */
    public List<AccountTable.Account> list() throws InterruptedException {
        return AccountTable.list(database);
    }

    /** The same without a quota. */
    public String add(String address, String password, String fullName) throws InterruptedException {
        return add(address, password, fullName, Quota.NONE);
    }

    /** Makes an account with INBOX and the special-use mailboxes. Returns its address in the form that is kept. */
    public String add(String address, String password, String fullName, Quota quota) throws InterruptedException {
        check(quota);
        AddressRules.Folded folded = AddressRules.address(address);
        ScramKeys keys = keys(password);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Reservation reservation = reserve(folded);
            switch (reservation.state()) {
                case RESERVED -> {
                    if (create(reservation.accountId(), folded.address(), fullName, keys, quota)) {
                        changed.run();
                        LOG.infof("account added account=%d", reservation.accountId());
                        return folded.address();
                    }
                }
                case REMOVING -> AddressTable.free(database, folded.address(), reservation.accountId());
                case TAKEN -> throw AdminException.conflict("the address exists already");
            }
        }
        throw AdminException.conflict("the address is being changed by someone else");
    }

    private Reservation reserve(AddressRules.Folded address) throws InterruptedException {
        return database.transact(transaction -> {
            if (!AddressTable.lockDomain(transaction, address.domain(), AddressTable.Lock.SHARED)) {
                throw AdminException.notFound("no such domain");
            }
            return AddressTable.reserve(transaction, address.address(), address.localPart(), address.domain());
        });
    }

    private boolean create(long accountId, String address, String fullName, ScramKeys keys, Quota quota)
            throws InterruptedException {
        return database.transact(transaction -> {
            boolean created = AccountTable.create(transaction, accountId, address, fullName, keys, quota);
            if (created) {
                AccountTable.addFirstMailboxes(transaction, accountId, FirstMailboxes.names(), FirstMailboxes.uses());
            }
            return created;
        });
    }

    /** Sets a new password; sessions that are logged in stay. */
    public void setPassword(String address, String password) throws InterruptedException {
        String folded = AddressRules.address(address).address();
        ScramKeys keys = keys(password);
        if (!AccountTable.setPassword(database, folded, keys)) {
            throw AdminException.notFound("no such account");
        }
    }

    /** Sets both limits. Mail that is over them stays, and so does what was accepted before. */
    public void setQuota(String address, Quota quota) throws InterruptedException {
        check(quota);
        if (!QuotaStatement.set(database, AddressRules.address(address).address(), quota)) {
            throw AdminException.notFound("no such account");
        }
        changed.run();
    }

    /** What an account uses of its quota. */
    public QuotaStatement.Usage usage(String address) throws InterruptedException {
        String folded = AddressRules.address(address).address();
        long accountId =
                AddressTable.accountOf(database, folded).orElseThrow(() -> AdminException.notFound("no such account"));
        return QuotaStatement.usage(database, accountId);
    }

    private static void check(Quota quota) {
        if (quota.octets().orElse(0) < 0 || quota.messages().orElse(0) < 0) {
            throw AdminException.invalid("a quota is not negative");
        }
    }

    /** Removes an account and, in the course of time, its mail. */
    public void remove(String address) throws InterruptedException {
        String folded = AddressRules.address(address).address();
        long accountId =
                AddressTable.accountOf(database, folded).orElseThrow(() -> AdminException.notFound("no such account"));
        database.transact(transaction -> AccountTable.startRemoving(transaction, accountId));
        AddressTable.free(database, folded, accountId);
        changed.run();
        LOG.infof("account removed account=%d", accountId);
    }

    /** Whoever sets a password that no client may send (RFC 4013 §2.3) hears of it here and not at the next login. */
    private static void checkPrepared(Optional<String> prepared) {
        if (prepared.isEmpty()) {
            throw AdminException.invalid(
                    "a password has no characters that are invisible, private or unassigned, and does not mix writing directions (RFC 4013)");
        }
        if (prepared.get().isEmpty()) {
            throw AdminException.invalid("a password has more than characters that count for nothing (RFC 4013)");
        }
    }

    private ScramKeys keys(String password) throws InterruptedException {
        if (password.isEmpty() || password.length() > Authenticator.MAX_PASSWORD_CHARACTERS) {
            throw AdminException.invalid("a password has 1 to 1024 characters");
        }
        if (password.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw AdminException.invalid("a password has no control characters");
        }
        checkPrepared(SaslPrep.stored(password));
        try {
            return pool.run(() -> hash.make(password));
        } catch (OverloadException e) {
            throw new UnavailableException("no password can be hashed now", e);
        }
    }
}
