package org.packetboat.delivery.adapter;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.packetboat.mail.failure.UnavailableException;

/** Brings the schema up to date. Safe with several instances starting at once: Flyway takes a lock. */
public final class DeferralSchema {
    private DeferralSchema() {}

    /** Blocks; {@code UnavailableException} when the database is not there. */
    public static void migrate(DatabaseSettings settings) {
        try {
            Flyway.configure(DeferralSchema.class.getClassLoader())
                    .dataSource(settings.endpoint().jdbcUrl(), settings.user(), settings.password())
                    .schemas(DatabaseSettings.SCHEMA)
                    .defaultSchema(DatabaseSettings.SCHEMA)
                    .createSchemas(true)
                    .locations("classpath:db/delivery")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new UnavailableException("migration of the database failed", e);
        }
    }
}
