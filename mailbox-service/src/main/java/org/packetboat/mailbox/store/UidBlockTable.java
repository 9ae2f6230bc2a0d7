package org.packetboat.mailbox.store;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** The expunged UIDs of mailboxes, in blocks. The caller holds the mailbox row's lock when it changes them. */
public final class UidBlockTable {
    private static final String SELECT_ALL =
            "SELECT block, expunged FROM uid_block WHERE account_id = $1 AND mailbox_id = $2 ORDER BY block";

    private static final String SELECT_SOME = """
            SELECT block, expunged FROM uid_block
            WHERE account_id = $1 AND mailbox_id = $2 AND block = ANY($3) ORDER BY block
            """;

    private static final String SELECT_PRESENT = """
            SELECT m.uid_next, b.block, b.expunged FROM mailbox m
            LEFT JOIN uid_block b ON b.account_id = m.account_id AND b.mailbox_id = m.mailbox_id
            WHERE m.account_id = $1 AND m.mailbox_id = $2 ORDER BY b.block
            """;

    private static final String UPSERT = """
            INSERT INTO uid_block (account_id, mailbox_id, block, expunged_count, expunged)
            SELECT $1, $2, t.block, t.expunged_count, t.expunged
            FROM unnest($3::int[], $4::int[], $5::bytea[]) AS t(block, expunged_count, expunged)
            ON CONFLICT (account_id, mailbox_id, block)
            DO UPDATE SET expunged_count = excluded.expunged_count, expunged = excluded.expunged
            """;

    private UidBlockTable() {}

    /** Asks for all blocks of a mailbox; {@link #present} reads the answer. */
    public static Pending<RowSet<Row>> sendAll(Transaction transaction, long accountId, long mailboxId) {
        return transaction.send(SELECT_ALL, Tuple.of(accountId, mailboxId));
    }

    /** The UIDs of the mailbox, from the answer to {@link #sendAll} and the mailbox row of the same snapshot. */
    public static UidRanges present(RowSet<Row> blocks, long uidNext) {
        UidRanges.Builder expunged = new UidRanges.Builder();
        for (Row row : blocks) {
            UidBlocks.decodeInto(expunged, row.getInteger(0), row.getBuffer(1).getBytes());
        }
        return expunged.build().complement(uidNext);
    }

    /** The UIDs of a mailbox; none if it is not there. */
    public static UidRanges present(Database database, long accountId, long mailboxId) throws InterruptedException {
        UidRanges.Builder expunged = new UidRanges.Builder();
        long uidNext = 1;
        for (Row row : database.run(SELECT_PRESENT, Tuple.of(accountId, mailboxId))) {
            uidNext = row.getLong(0);
            if (row.getInteger(1) != null) {
                UidBlocks.decodeInto(
                        expunged, row.getInteger(1), row.getBuffer(2).getBytes());
            }
        }
        return expunged.build().complement(uidNext);
    }

    /** Asks for the blocks that expunging {@code uids} changes. */
    public static Pending<RowSet<Row>> sendSome(
            Transaction transaction, long accountId, long mailboxId, UidRanges uids) {
        return transaction.send(SELECT_SOME, Tuple.of(accountId, mailboxId, blocksOf(uids)));
    }

    /** Sends the blocks as they are after expunging {@code uids}; {@code before} is the answer to {@link #sendSome}. */
    public static Pending<RowSet<Row>> sendExpunged(
            Transaction transaction, long accountId, long mailboxId, UidRanges uids, RowSet<Row> before) {
        Integer[] blocks = blocksOf(uids);
        Integer[] counts = new Integer[blocks.length];
        Buffer[] octets = new Buffer[blocks.length];
        for (int i = 0; i < blocks.length; i++) {
            int block = blocks[i];
            long first = UidBlocks.firstOf(block);
            UidRanges expunged = find(before, block).union(uids.within(first, first + UidBlocks.SIZE - 1));
            counts[i] = (int) expunged.count();
            octets[i] = Buffer.buffer(UidBlocks.encode(block, expunged));
        }
        return transaction.send(UPSERT, Tuple.of(accountId, mailboxId, blocks, counts, octets));
    }

    private static UidRanges find(RowSet<Row> rows, int block) {
        for (Row row : rows) {
            if (row.getInteger(0) == block) {
                return UidBlocks.decode(block, row.getBuffer(1).getBytes());
            }
        }
        return UidRanges.empty();
    }

    private static Integer[] blocksOf(UidRanges uids) {
        List<Integer> blocks = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < uids.size(); i++) {
            int last = UidBlocks.blockOf(uids.last(i));
            for (int block = Math.max(next, UidBlocks.blockOf(uids.first(i))); block <= last; block++) {
                blocks.add(block);
            }
            next = last + 1;
        }
        return blocks.toArray(Integer[]::new);
    }
}
