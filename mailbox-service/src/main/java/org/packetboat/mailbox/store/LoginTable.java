package org.packetboat.mailbox.store;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.packetboat.mail.sasl.ScramKeys;

/**
 * What a login needs, in one question: the account's keys, and what is known of logins from there. All times are the database's, so that instances
 * agree. Failures are one statement each and lock their rows in the order of their keys.
 */
public final class LoginTable {
    private static final String FIND = """
            SELECT c.account_id, c.address, c.scram_stored_key, c.scram_server_key, c.scram_salt, c.scram_iterations,
                coalesce(a.blocked_until > now(), false), coalesce(l.blocked_until > now(), false), coalesce(l.failures, 0),
                coalesce(n.noted_at > now() - interval '30 days', false), coalesce(n.noted_at > now() - interval '1 hour', false)
            FROM (SELECT 1) AS one
            LEFT JOIN address d ON d.address = $1 AND d.kind = 'account'
            LEFT JOIN account c ON c.account_id = d.account_id AND c.state = 'active'
            LEFT JOIN login_failure a ON a.key = $2
            LEFT JOIN login_failure l ON l.key = $3
            LEFT JOIN login_network n ON n.account_id = c.account_id AND n.network = $4
            """;

    private static final String COUNT = """
            INSERT INTO login_failure AS f (key, failures)
            SELECT key, 1 FROM unnest($1::text[]) WITH ORDINALITY AS k(key, n) ORDER BY n
            ON CONFLICT (key) DO UPDATE SET
                failures = CASE WHEN f.first_at < now() - $5::bigint * interval '1 millisecond' THEN 1 ELSE f.failures + 1 END,
                first_at = CASE WHEN f.first_at < now() - $5::bigint * interval '1 millisecond' THEN now() ELSE f.first_at END,
                failed_at = now(),
                blocked_until = CASE
                    WHEN f.first_at >= now() - $5::bigint * interval '1 millisecond'
                        AND f.failures + 1 >= CASE WHEN starts_with(f.key, 'address ') THEN $2::int ELSE $3::int END
                    THEN now() + $4::bigint * interval '1 millisecond' ELSE f.blocked_until END
            RETURNING failures, coalesce(blocked_until > now(), false), starts_with(key, 'address ')
            """;

    private static final String FORGET = "DELETE FROM login_failure WHERE key = $1";

    private static final String NOTE = """
            INSERT INTO login_network (account_id, network) VALUES ($1, $2)
            ON CONFLICT (account_id, network) DO UPDATE SET noted_at = now()
            """;

    private static final String REHASH = """
            UPDATE account SET scram_stored_key = $3, scram_server_key = $4, scram_salt = $5, scram_iterations = $6
            WHERE account_id = $1 AND scram_stored_key = $2 AND state = 'active'
            """;

    private static final String COUNT_ITERATIONS = """
            SELECT scram_iterations, count(*) FROM account
            WHERE state = 'active' AND scram_iterations IS NOT NULL GROUP BY scram_iterations
            """;

    private static final String CLEAN_FAILURES = """
            DELETE FROM login_failure WHERE key IN (
                SELECT key FROM login_failure
                WHERE failed_at < now() - $1::bigint * interval '1 millisecond' AND coalesce(blocked_until, failed_at) < now()
                ORDER BY failed_at LIMIT $2 FOR UPDATE SKIP LOCKED)
            """;

    private static final String CLEAN_NETWORKS = """
            DELETE FROM login_network WHERE (account_id, network) IN (
                SELECT account_id, network FROM login_network WHERE noted_at < now() - interval '30 days'
                ORDER BY noted_at LIMIT $1 FOR UPDATE SKIP LOCKED)
            """;

    private static final int BATCH = 1_000;

    private final Database database;

    public LoginTable(Database database) {
        this.database = database;
    }

    /**
     * What a login is counted under.
     *
     * @param address begins with {@code "address "}; empty when it is not counted
     * @param login begins with {@code "login "}
     * @param network where the account may be known to log in from
     */
    public record Keys(String address, String login, String network) {
        /** Not counted. */
        public static final Keys NONE = new Keys("", "", "");

        /** Counted for the login alone. */
        public Keys withoutAddress() {
            return new Keys("", login, network);
        }
    }

    /** @param keys empty when it has no password */
    public record LoginAccount(long accountId, String address, Optional<ScramKeys> keys) {}

    /**
     * What came before.
     *
     * @param loginFailures of this login from this network
     * @param isKnownNetwork whether the account has logged in from this network in the last 30 days
     * @param isNoted whether that was written down in the last hour
     */
    public record Standing(
            boolean isAddressBlocked,
            boolean isLoginBlocked,
            int loginFailures,
            boolean isKnownNetwork,
            boolean isNoted) {}

    /** @param account the active one with this address */
    public record Found(Optional<LoginAccount> account, Standing standing) {}

    /** @param address folded; of no account when it is none */
    public Found find(String address, Keys keys) throws InterruptedException {
        Tuple parameters = Tuple.of(address, keys.address, keys.login, keys.network);
        for (Row row : database.run(FIND, parameters)) {
            Standing standing = new Standing(
                    row.getBoolean(6), row.getBoolean(7), row.getInteger(8), row.getBoolean(9), row.getBoolean(10));
            return new Found(account(row), standing);
        }
        throw new IllegalStateException("no row");
    }

    private static Optional<LoginAccount> account(Row row) {
        Long accountId = row.getLong(0);
        if (accountId == null) {
            return Optional.empty();
        }
        Optional<ScramKeys> keys = row.getBuffer(2) == null
                ? Optional.empty()
                : Optional.of(new ScramKeys(
                        row.getBuffer(2).getBytes(),
                        row.getBuffer(3).getBytes(),
                        row.getBuffer(4).getBytes(),
                        row.getInteger(5)));
        return Optional.of(new LoginAccount(accountId, row.getString(1), keys));
    }

    /**
     * Failures with the one that was just counted.
     *
     * @param most the greater of the two counts
     * @param isAddressBlocked whether the address was blocked already when this one came
     * @param isLoginBlocked the same of the login
     */
    public record Failures(int most, boolean isAddressBlocked, boolean isLoginBlocked) {}

    /**
     * When failures block, and for how long.
     *
     * @param window failures of so long are counted together
     */
    public record Thresholds(int address, int login, Duration blockTime, Duration window) {}

    /** One more failed login. */
    public Failures countFailure(Keys keys, Thresholds thresholds) throws InterruptedException {
        int most = 0;
        boolean isAddressBlocked = false;
        boolean isLoginBlocked = false;
        for (Row row : database.run(COUNT, count(keys, thresholds))) {
            int failures = row.getInteger(0);
            boolean isAddress = row.getBoolean(2);
            // The failure that reaches the threshold blocks those behind it, not itself.
            boolean isBlocked = row.getBoolean(1) && failures != (isAddress ? thresholds.address : thresholds.login);
            most = Math.max(most, failures);
            isAddressBlocked |= isBlocked && isAddress;
            isLoginBlocked |= isBlocked && !isAddress;
        }
        return new Failures(most, isAddressBlocked, isLoginBlocked);
    }

    /** The same for who does not wait for it. */
    public Pending<RowSet<Row>> sendFailure(Keys keys, Thresholds thresholds) {
        return database.send(COUNT, count(keys, thresholds));
    }

    private static Tuple count(Keys keys, Thresholds thresholds) {
        return Tuple.of(
                keys.address.isEmpty() ? new String[] {keys.login} : new String[] {keys.address, keys.login},
                thresholds.address,
                thresholds.login,
                thresholds.blockTime.toMillis(),
                thresholds.window.toMillis());
    }

    /** Sends it and waits for nothing: if it is lost, the next login tries again. */
    public void noteNetwork(long accountId, String network) {
        database.send(NOTE, Tuple.of(accountId, network));
    }

    /** Of the login, not of the address. Sends it and waits for nothing: else they are forgotten in time. */
    public void forgetFailures(Keys keys) {
        database.send(FORGET, Tuple.of(keys.login));
    }

    /** New keys of the same password; false when somebody has changed them meanwhile. */
    public boolean rehash(long accountId, ScramKeys before, ScramKeys after) throws InterruptedException {
        Tuple parameters = Tuple.of(accountId, Buffer.buffer(before.storedKey()))
                .addValue(Buffer.buffer(after.storedKey()))
                .addValue(Buffer.buffer(after.serverKey()))
                .addValue(Buffer.buffer(after.salt()))
                .addValue(after.iterations());
        RowSet<Row> rows = database.run(REHASH, parameters);
        return rows.rowCount() == 1;
    }

    /** How many accounts have keys with each number of iterations; reads the whole table. */
    public Map<Integer, Long> accountsByIterations() throws InterruptedException {
        Map<Integer, Long> accounts = new HashMap<>();
        for (Row row : database.run(COUNT_ITERATIONS, Tuple.tuple())) {
            accounts.put(row.getInteger(0), row.getLong(1));
        }
        return accounts;
    }

    /** Removes what means nothing any more, in short transactions. */
    public void clean(Duration window) throws InterruptedException {
        int removed = BATCH;
        while (removed == BATCH) {
            removed = database.run(CLEAN_FAILURES, Tuple.of(window.toMillis(), BATCH))
                    .rowCount();
        }
        removed = BATCH;
        while (removed == BATCH) {
            removed = database.run(CLEAN_NETWORKS, Tuple.of(BATCH)).rowCount();
        }
    }
}
