package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Blocks of reserved object keys. */
public final class KeyBlockTable {
    private static final String INSERT = """
            INSERT INTO key_block (block_id, kind, count, reserved_at, valid_until, deletable_from, prefix, writer)
            SELECT $1, $2, $3, now(), now() + $4::bigint * interval '1 millisecond', now() + $5::bigint * interval '1 millisecond',
                $6 || to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDDHH24') || '/', $7
            ON CONFLICT (block_id) DO NOTHING
            RETURNING prefix, (extract(epoch FROM valid_until) * 1000)::bigint
            """;

    private static final String SELECT_LEFT = """
            SELECT block_id, (extract(epoch FROM valid_until - clock_timestamp()) * 1000)::bigint
            FROM key_block WHERE block_id = ANY($1)
            """;

    private static final String SELECT_OVER = """
            SELECT block_id, count, prefix FROM key_block
            WHERE deletable_from < now() ORDER BY deletable_from LIMIT 1 FOR UPDATE SKIP LOCKED
            """;

    private static final String DELETE = "DELETE FROM key_block WHERE block_id = $1";

    private final Database database;

    public KeyBlockTable(Database database) {
        this.database = database;
    }

    /** A block as it is reserved. */
    public record Reservation(
            long blockId, int kind, int count, long validMillis, long deletableMillis, String prefix, String writer) {}

    /** A block that was reserved: what its keys begin with, and until when references are taken. */
    public record Reserved(String prefix, long validUntilMillis) {}

    /** A block whose objects may be deleted now. */
    public record Over(long blockId, int count, String prefix) {}

    /** Empty when the block id is taken. */
    public List<Reserved> insert(Reservation block) throws InterruptedException {
        Tuple tuple = Tuple.tuple()
                .addLong(block.blockId())
                .addInteger(block.kind())
                .addInteger(block.count())
                .addLong(block.validMillis())
                .addLong(block.deletableMillis())
                .addString(block.prefix())
                .addString(block.writer());
        List<Reserved> reserved = new ArrayList<>(1);
        for (Row row : database.run(INSERT, tuple)) {
            reserved.add(new Reserved(row.getString(0), row.getLong(1)));
        }
        return reserved;
    }

    /** For each block that exists: milliseconds left for references, negative when it is over. */
    public Map<Long, Long> millisLeft(Long[] blockIds) throws InterruptedException {
        Map<Long, Long> left = new HashMap<>();
        for (Row row : database.run(SELECT_LEFT, Tuple.of(blockIds))) {
            left.put(row.getLong(0), row.getLong(1));
        }
        return left;
    }

    /**
     * Ends one block whose objects may be deleted now: its keys that were never used become dead objects, to be deleted by name, and the block is
     * forgotten. Returns false when there is none.
     */
    public boolean endOne(Function<Over, List<String>> keysOf) throws InterruptedException {
        return database.transact(transaction -> {
            for (Row row : transaction.run(SELECT_OVER, Tuple.tuple())) {
                Over over = new Over(row.getLong(0), row.getInteger(1), row.getString(2));
                ObjectTable.sendUnused(transaction, keysOf.apply(over));
                transaction.send(DELETE, Tuple.of(over.blockId()));
                return true;
            }
            return false;
        });
    }
}
