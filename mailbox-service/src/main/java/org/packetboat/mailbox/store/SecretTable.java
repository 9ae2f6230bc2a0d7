package org.packetboat.mailbox.store;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;

/** Secrets of the service itself, the same for all instances and made by the first one that asks. */
public final class SecretTable {
    private static final String MAKE =
            "INSERT INTO service_secret (name, octets) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";

    private static final String GET = "SELECT octets FROM service_secret WHERE name = $1";

    private final Database database;

    public SecretTable(Database database) {
        this.database = database;
    }

    /** @param candidate what it becomes if nobody has made it yet */
    public byte[] getOrMake(String name, byte[] candidate) throws InterruptedException {
        database.run(MAKE, Tuple.of(name, Buffer.buffer(candidate)));
        for (Row row : database.run(GET, Tuple.of(name))) {
            return row.getBuffer(0).getBytes();
        }
        throw new IllegalStateException("a secret was removed name=" + name);
    }
}
