package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** Changes to domains and addresses. Everything is in its folded form. */
public final class AddressTable {
    private static final String DOMAINS = "SELECT name FROM domain ORDER BY name";
    private static final String ADD_DOMAIN = "INSERT INTO domain (name) VALUES ($1) ON CONFLICT (name) DO NOTHING";
    private static final String LOCK_DOMAIN = "SELECT name FROM domain WHERE name = $1 FOR UPDATE";
    private static final String SHARE_DOMAIN = "SELECT name FROM domain WHERE name = $1 FOR SHARE";
    private static final String ANY_ADDRESS = "SELECT address FROM address WHERE domain = $1 LIMIT 1";
    private static final String REMOVE_DOMAIN = "DELETE FROM domain WHERE name = $1";

    private static final String ALIASES = "SELECT address, targets FROM address WHERE kind = 'alias' ORDER BY address";

    private static final String ADD_ALIAS = """
            INSERT INTO address (address, local_part, domain, kind, targets) VALUES ($1, $2, $3, 'alias', $4)
            ON CONFLICT (address) DO NOTHING
            """;

    private static final String REMOVE_ALIAS = "DELETE FROM address WHERE address = $1 AND kind = 'alias'";

    private static final String RESERVE = """
            INSERT INTO address (address, local_part, domain, kind, account_id)
            VALUES ($1, $2, $3, 'account', nextval('account_account_id_seq'))
            ON CONFLICT (address) DO NOTHING
            """;

    private static final String RESERVATION = """
            SELECT a.kind, a.account_id, coalesce(c.state, 'creating')
            FROM address a LEFT JOIN account c ON c.account_id = a.account_id
            WHERE a.address = $1
            """;

    private static final String FREE =
            "DELETE FROM address WHERE address = $1 AND kind = 'account' AND account_id = $2";

    private static final String ACCOUNT_OF = "SELECT account_id FROM address WHERE address = $1 AND kind = 'account'";

    private AddressTable() {}

    /** An address that stands for others. */
    public record Alias(String alias, List<String> targets) {}

    /** How a domain's row is locked. */
    public enum Lock {
        /** It stays while addresses are added to it. */
        SHARED,
        /** No address is added meanwhile. */
        EXCLUSIVE
    }

    /** An address that is an account's, or about to be. */
    public record Reservation(long accountId, State state) {
        /** How far its account has come. */
        public enum State {
            /** It has the id, and no row yet. */
            RESERVED,
            TAKEN,
            REMOVING
        }
    }

    public static List<String> domains(Database database) throws InterruptedException {
        List<String> names = new ArrayList<>();
        database.run(DOMAINS, Tuple.tuple()).forEach(row -> names.add(row.getString(0)));
        return names;
    }

    /** Whether it is new. */
    public static boolean addDomain(Database database, String domain) throws InterruptedException {
        return database.run(ADD_DOMAIN, Tuple.of(domain)).rowCount() == 1;
    }

    /** Whether there is such a domain. */
    public static boolean lockDomain(Transaction transaction, String domain, Lock lock) throws InterruptedException {
        String sql = switch (lock) {
            case SHARED -> SHARE_DOMAIN;
            case EXCLUSIVE -> LOCK_DOMAIN;
        };
        return transaction.run(sql, Tuple.of(domain)).size() == 1;
    }

    public static boolean hasAddresses(Transaction transaction, String domain) throws InterruptedException {
        return transaction.run(ANY_ADDRESS, Tuple.of(domain)).size() == 1;
    }

    public static boolean removeDomain(Transaction transaction, String domain) throws InterruptedException {
        return transaction.run(REMOVE_DOMAIN, Tuple.of(domain)).rowCount() == 1;
    }

    public static List<Alias> aliases(Database database) throws InterruptedException {
        List<Alias> aliases = new ArrayList<>();
        for (Row row : database.run(ALIASES, Tuple.tuple())) {
            aliases.add(new Alias(row.getString(0), Arrays.asList(row.getArrayOfStrings(1))));
        }
        return aliases;
    }

    /** Whether the address was free. */
    public static boolean addAlias(Transaction transaction, Alias alias, String localPart, String domain)
            throws InterruptedException {
        String[] targets = alias.targets().toArray(String[]::new);
        return transaction
                        .run(ADD_ALIAS, Tuple.of(alias.alias(), localPart, domain, targets))
                        .rowCount()
                == 1;
    }

    /** Whether there was one. */
    public static boolean removeAlias(Database database, String alias) throws InterruptedException {
        return database.run(REMOVE_ALIAS, Tuple.of(alias)).rowCount() == 1;
    }

    /** Gives the address a new account id unless it has one, and says how it stands. */
    public static Reservation reserve(Transaction transaction, String address, String localPart, String domain)
            throws InterruptedException {
        transaction.send(RESERVE, Tuple.of(address, localPart, domain));
        for (Row row : transaction.run(RESERVATION, Tuple.of(address))) {
            if (!row.getString(0).equals("account")) {
                return new Reservation(0, Reservation.State.TAKEN);
            }
            Reservation.State state = switch (row.getString(2)) {
                case "creating" -> Reservation.State.RESERVED;
                case "removing" -> Reservation.State.REMOVING;
                default -> Reservation.State.TAKEN;
            };
            return new Reservation(row.getLong(1), state);
        }
        // Removed between the two statements.
        return new Reservation(0, Reservation.State.REMOVING);
    }

    /** Frees an account's address, if it still is that account's. */
    public static void free(Database database, String address, long accountId) throws InterruptedException {
        database.run(FREE, Tuple.of(address, accountId));
    }

    /** The account with this address, whatever its state. */
    public static OptionalLong accountOf(Database database, String address) throws InterruptedException {
        for (Row row : database.run(ACCOUNT_OF, Tuple.of(address))) {
            return OptionalLong.of(row.getLong(0));
        }
        return OptionalLong.empty();
    }
}
