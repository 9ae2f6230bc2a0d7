package org.packetboat.mailbox.store;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.packetboat.mail.failure.UnavailableException;

/** Brings the schema up to date. Safe with several instances starting at once: Flyway takes a lock. */
public final class Migrations {
    private Migrations() {}

    /** Blocks until the schema is that of this version. */
    public static void run(DatabaseOptions options) {
        try {
            Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(options.endpoint().jdbcUrl(), options.user(), options.password())
                    .schemas(options.schema())
                    .defaultSchema(options.schema())
                    .createSchemas(true)
                    .locations("classpath:db/migration")
                    .connectRetries(10)
                    .connectRetriesInterval(1)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new UnavailableException("migration of the database failed", e);
        }
    }
}
