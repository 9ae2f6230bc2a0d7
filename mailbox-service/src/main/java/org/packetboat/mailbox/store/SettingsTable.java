package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.packetboat.mailbox.store.QuotaStatement.Quota;

/** What administrators set for an account. Everything is in its folded form. */
public final class SettingsTable {
    private static final String READ = """
            SELECT full_name, sender_addresses, recipients_per_hour, recipients_per_day, copy_to_sent, quota_octets, quota_messages
            FROM account
            WHERE account_id = (SELECT account_id FROM address WHERE address = $1 AND kind = 'account') AND state = 'active'
            """;

    private static final String LOCK = READ + " FOR UPDATE";

    private static final String WRITE = """
            UPDATE account SET full_name = $2, sender_addresses = $3, recipients_per_hour = $4, recipients_per_day = $5,
                copy_to_sent = $6, quota_octets = $7, quota_messages = $8
            WHERE account_id = (SELECT account_id FROM address WHERE address = $1 AND kind = 'account')
            """;

    private SettingsTable() {}

    /**
     * Settings of an account.
     *
     * @param senderAddresses that it sends from beside its own
     * @param recipientsPerHour empty for what the service has for all, 0 for no limit; the same per day
     * @param copiesToSent whether what it submits is kept in its mailbox for sent mail
     */
    public record Settings(
            String fullName,
            List<String> senderAddresses,
            OptionalInt recipientsPerHour,
            OptionalInt recipientsPerDay,
            boolean copiesToSent,
            Quota quota) {}

    /** Empty when there is no such account. */
    public static Optional<Settings> read(Database database, String address) throws InterruptedException {
        for (Row row : database.run(READ, Tuple.of(address))) {
            return Optional.of(settings(row));
        }
        return Optional.empty();
    }

    /** The same, which nobody else changes until the transaction ends. */
    public static Optional<Settings> lock(Transaction transaction, String address) throws InterruptedException {
        for (Row row : transaction.run(LOCK, Tuple.of(address))) {
            return Optional.of(settings(row));
        }
        return Optional.empty();
    }

    private static Settings settings(Row row) {
        String[] senders = row.getArrayOfStrings(1);
        return new Settings(
                row.getString(0),
                senders == null ? List.of() : Arrays.asList(senders),
                limit(row.getInteger(2)),
                limit(row.getInteger(3)),
                row.getBoolean(4),
                QuotaStatement.quota(row, 5));
    }

    private static OptionalInt limit(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    public static void write(Transaction transaction, String address, Settings settings) throws InterruptedException {
        String[] senders = settings.senderAddresses.isEmpty() ? null : settings.senderAddresses.toArray(String[]::new);
        Tuple parameters = Tuple.of(address, settings.fullName, senders)
                .addInteger(value(settings.recipientsPerHour))
                .addInteger(value(settings.recipientsPerDay))
                .addBoolean(settings.copiesToSent);
        QuotaStatement.addTo(parameters, settings.quota);
        transaction.run(WRITE, parameters);
    }

    private static @Nullable Integer value(OptionalInt limit) {
        return limit.isPresent() ? (Integer) limit.getAsInt() : null;
    }
}
