package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where mail goes that is not, or not only, for the account that it is addressed to. Everything is in its folded form. */
public final class RoutingTable {
    private static final String FORWARDS = """
            SELECT address, forward_to, forward_keeps FROM account
            WHERE forward_to IS NOT NULL AND state = 'active' ORDER BY address
            """;

    private static final String SET_FORWARD = """
            UPDATE account SET forward_to = $2, forward_keeps = $3
            WHERE account_id = (SELECT account_id FROM address WHERE address = $1 AND kind = 'account') AND state = 'active'
            """;

    private static final String CATCH_ALLS =
            "SELECT name, catch_all FROM domain WHERE catch_all IS NOT NULL ORDER BY name";

    private static final String SET_CATCH_ALL = "UPDATE domain SET catch_all = $2 WHERE name = $1";

    private RoutingTable() {}

    /**
     * An account whose mail goes on.
     *
     * @param keeps whether it stays in the account as well
     */
    public record Forward(String address, List<String> targets, boolean keeps) {}

    /** A domain, and who receives what is for no address in it. */
    public record CatchAll(String domain, String target) {}

    public static List<Forward> forwards(Database database) throws InterruptedException {
        List<Forward> forwards = new ArrayList<>();
        for (Row row : database.run(FORWARDS, Tuple.tuple())) {
            forwards.add(new Forward(row.getString(0), Arrays.asList(row.getArrayOfStrings(1)), row.getBoolean(2)));
        }
        return forwards;
    }

    /** Whether there is such an account. */
    public static boolean setForward(Database database, Forward forward) throws InterruptedException {
        String[] targets =
                forward.targets().isEmpty() ? null : forward.targets().toArray(String[]::new);
        return database.run(SET_FORWARD, Tuple.of(forward.address(), targets, forward.keeps()))
                        .rowCount()
                == 1;
    }

    public static List<CatchAll> catchAlls(Database database) throws InterruptedException {
        List<CatchAll> catchAlls = new ArrayList<>();
        for (Row row : database.run(CATCH_ALLS, Tuple.tuple())) {
            catchAlls.add(new CatchAll(row.getString(0), row.getString(1)));
        }
        return catchAlls;
    }

    /**
     * Whether there is such a domain.
     *
     * @param target null for none
     */
    public static boolean setCatchAll(Database database, String domain, @Nullable String target)
            throws InterruptedException {
        return database.run(SET_CATCH_ALL, Tuple.of(domain, target)).rowCount() == 1;
    }
}
