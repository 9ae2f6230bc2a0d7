package org.packetboat.local.launcher.stack;

import java.io.IOException;
import java.util.List;
import org.packetboat.cli.admin.AdminClient;
import org.packetboat.cli.admin.AdminException;

/** A domain and accounts to play with. */
final class Demo {
    static final String PASSWORD = "secret";
    static final List<String> ACCOUNTS = List.of("alice@mail.test", "bob@mail.test", "postmaster@mail.test");

    private static final String DOMAIN = "mail.test";
    private static final String ALIAS = "staff@mail.test";

    private Demo() {}

    static void add(AdminClient admin) throws IOException {
        unlessThere(() -> admin.addDomain(DOMAIN));
        for (String account : ACCOUNTS) {
            unlessThere(() -> admin.addAccount(account, PASSWORD));
        }
        unlessThere(() -> admin.addAlias(ALIAS, List.of("alice@mail.test", "bob@mail.test")));
    }

    private static void unlessThere(Addition addition) throws IOException {
        try {
            addition.run();
        } catch (AdminException e) {
            if (!e.isConflict()) {
                throw e;
            }
        }
    }

    @FunctionalInterface
    private interface Addition {
        void run() throws IOException;
    }
}
