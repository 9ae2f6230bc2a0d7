package org.packetboat.mailbox.store;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.sasl.ScramKeys;
import org.packetboat.mailbox.store.QuotaStatement.Quota;

/** Accounts: their rows, their first mailboxes, their UIDVALIDITY values. */
public final class AccountTable {
    private static final String LIST = """
            SELECT account_id, address, full_name, quota_octets, quota_messages FROM account
            WHERE state = 'active' ORDER BY address
            """;

    private static final String CREATE = """
            INSERT INTO account (account_id, address, full_name, state,
                scram_stored_key, scram_server_key, scram_salt, scram_iterations, quota_octets, quota_messages)
            VALUES ($1, $2, $3, 'active', $4, $5, $6, $7, $8, $9)
            ON CONFLICT (account_id) DO NOTHING
            """;

    private static final String SET_PASSWORD = """
            UPDATE account SET scram_stored_key = $2, scram_server_key = $3, scram_salt = $4, scram_iterations = $5
            WHERE account_id = (SELECT account_id FROM address WHERE address = $1 AND kind = 'account')
                AND state = 'active'
            """;

    private static final String TAKE_UID_VALIDITY = """
            UPDATE account SET last_uid_validity =
                GREATEST(last_uid_validity + $2, extract(epoch FROM clock_timestamp())::bigint + $2 - 1)
            WHERE account_id = $1 AND state = 'active' RETURNING last_uid_validity
            """;

    private static final String ADD_MAILBOXES = """
            INSERT INTO mailbox (account_id, uid_validity, name, special_use)
            SELECT $1, $2 + t.n - 1, t.name, t.special_use
            FROM unnest($3::text[], $4::text[]) WITH ORDINALITY AS t(name, special_use, n)
            """;

    private static final String SUBSCRIBE =
            "INSERT INTO subscription (account_id, name) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING";

    private static final String START_REMOVING = "UPDATE account SET state = 'removing' WHERE account_id = $1";

    private static final String REMOVE_MAILBOXES = """
            WITH gone AS (DELETE FROM mailbox WHERE account_id = $1 RETURNING mailbox_id)
            INSERT INTO mailbox_removal (account_id, mailbox_id) SELECT $1, mailbox_id FROM gone
            """;

    private static final String REMOVE_SUBSCRIPTIONS = "DELETE FROM subscription WHERE account_id = $1";

    private static final String REMOVE_MAILDROP = "DELETE FROM maildrop WHERE account_id = $1";

    private static final String REMOVE_COUNTS = "DELETE FROM recipient_count WHERE account_id = $1";

    private AccountTable() {}

    /** An account as it is listed. */
    public record Account(long accountId, String address, String fullName, Quota quota) {}

    public static List<Account> list(Database database) throws InterruptedException {
        List<Account> accounts = new ArrayList<>();
        for (Row row : database.run(LIST, Tuple.tuple())) {
            accounts.add(new Account(row.getLong(0), row.getString(1), row.getString(2), QuotaStatement.quota(row, 3)));
        }
        return accounts;
    }

    /** Whether it is new. */
    public static boolean create(
            Transaction transaction, long accountId, String address, String fullName, ScramKeys keys, Quota quota)
            throws InterruptedException {
        Tuple parameters = Tuple.of(accountId, address, fullName)
                .addValue(Buffer.buffer(keys.storedKey()))
                .addValue(Buffer.buffer(keys.serverKey()))
                .addValue(Buffer.buffer(keys.salt()))
                .addValue(keys.iterations());
        QuotaStatement.addTo(parameters, quota);
        return transaction.run(CREATE, parameters).rowCount() == 1;
    }

    /** Creates and subscribes mailboxes of a new account. */
    public static void addFirstMailboxes(
            Transaction transaction, long accountId, List<String> names, List<String> specialUses)
            throws InterruptedException {
        long first = takeUidValidity(transaction, accountId, names.size());
        String[] all = names.toArray(String[]::new);
        transaction.send(ADD_MAILBOXES, Tuple.of(accountId, first, all, specialUses.toArray(String[]::new)));
        transaction.run(SUBSCRIBE, Tuple.of(accountId, (Object) all));
    }

    /**
     * The first of {@code count} values that no mailbox of the account has had or will have. Locks the account's row, so that changes to the list of
     * its mailboxes come one after another.
     */
    public static long takeUidValidity(Transaction transaction, long accountId, int count) throws InterruptedException {
        for (Row row : transaction.run(TAKE_UID_VALIDITY, Tuple.of(accountId, (long) count))) {
            return row.getLong(0) - count + 1;
        }
        throw new RefusedException(Refusal.NO_SUCH_ACCOUNT);
    }

    /** Whether there is an active account with this address. */
    public static boolean setPassword(Database database, String address, ScramKeys keys) throws InterruptedException {
        Tuple parameters = Tuple.of(address)
                .addValue(Buffer.buffer(keys.storedKey()))
                .addValue(Buffer.buffer(keys.serverKey()))
                .addValue(Buffer.buffer(keys.salt()))
                .addValue(keys.iterations());
        return database.run(SET_PASSWORD, parameters).rowCount() == 1;
    }

    /** From here on nobody reaches the account or its mailboxes. Repeatable. */
    public static boolean startRemoving(Transaction transaction, long accountId) throws InterruptedException {
        transaction.send(START_REMOVING, Tuple.of(accountId));
        transaction.send(REMOVE_MAILBOXES, Tuple.of(accountId));
        transaction.send(REMOVE_MAILDROP, Tuple.of(accountId));
        transaction.send(REMOVE_COUNTS, Tuple.of(accountId));
        return transaction.run(REMOVE_SUBSCRIPTIONS, Tuple.of(accountId)).rowCount() >= 0;
    }
}
