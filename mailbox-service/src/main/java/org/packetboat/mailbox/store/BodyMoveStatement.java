package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/**
 * Moves bodies of one account to another object, those that still are where they were: its end there and its begin here are told in the same
 * transaction, so that the ledger's sums stay exact whatever a compactor had meant.
 */
public final class BodyMoveStatement {
    private static final String SQL = """
            WITH input AS MATERIALIZED (
                SELECT * FROM unnest($3::uuid[], $4::text[], $5::bigint[], $6::bigint[]) AS t (body_id, from_key, from_offset, to_offset)
            ), moved AS (
                UPDATE body b SET object_key = $2, blob_offset = i.to_offset FROM input i
                WHERE b.account_id = $1 AND b.body_id = ANY($3) AND b.body_id = i.body_id
                    AND b.object_key = i.from_key AND b.blob_offset = i.from_offset AND b.ref_count > 0
                RETURNING b.blob_length, i.from_key
            ), events AS (
                INSERT INTO body_event (account_id, event_id, octets, bodies, object_key)
                SELECT $1, gen_random_uuid(), e.sign * m.blob_length, e.sign, CASE e.sign WHEN 1 THEN $2 ELSE m.from_key END
                FROM moved m CROSS JOIN (VALUES (1), (-1)) AS e (sign)
            )
            SELECT count(*) FROM moved
            """;

    private BodyMoveStatement() {}

    /** A body, where it was, and where it lies in the new object. */
    public record Move(UUID bodyId, String fromKey, long fromOffset, long toOffset) {}

    /** Returns how many have moved. */
    public static int run(Database database, long accountId, String objectKey, List<Move> moves)
            throws InterruptedException {
        Tuple tuple = Tuple.of(accountId, objectKey)
                .addValue(moves.stream().map(Move::bodyId).toArray(UUID[]::new))
                .addValue(moves.stream().map(Move::fromKey).toArray(String[]::new))
                .addValue(moves.stream().map(Move::fromOffset).toArray(Long[]::new))
                .addValue(moves.stream().map(Move::toOffset).toArray(Long[]::new));
        for (Row row : database.run(SQL, tuple)) {
            return row.getLong(0).intValue();
        }
        return 0;
    }
}
