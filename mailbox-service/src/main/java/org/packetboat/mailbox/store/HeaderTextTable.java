package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

/** Reads the texts of header fields block by block. */
public final class HeaderTextTable {
    /** Messages of one statement. */
    private static final int PAGE = 2_000;

    private static final String MESSAGES =
            " FROM (SELECT uid, body_id FROM message WHERE account_id = $1 AND mailbox_id = $2 AND uid BETWEEN $3 AND $4 ORDER BY uid LIMIT "
                    + PAGE
                    + ") m CROSS JOIN LATERAL (SELECT * FROM body WHERE account_id = $1 AND body_id = m.body_id OFFSET 0) b"
                    + " ORDER BY m.uid";

    private final Database database;

    public HeaderTextTable(Database database) {
        this.database = database;
    }

    /** Whose texts, and of which field. Two mailboxes never share an id, and a mailbox never uses a UID twice. */
    public record Key(long accountId, long mailboxId, int block, HeaderField field) {}

    private static String sql(HeaderField field) {
        String column = "b." + field.column();
        return "SELECT m.uid, CASE WHEN octet_length(" + column + ") <= " + HeaderTexts.LONGEST + " THEN " + column
                + " END" + MESSAGES;
    }

    /**
     * The texts of the block.
     *
     * @param before those that are known, null for none
     * @param highest UID in the block up to which every message has been committed; there may be more
     */
    public HeaderTexts read(Key key, @Nullable HeaderTexts before, long highest) throws InterruptedException {
        long first = UidBlocks.firstOf(key.block());
        long from = before == null ? first : before.last() + 1;
        HeaderTexts.Builder texts = new HeaderTexts.Builder(key.block(), before);
        String sql = sql(key.field());
        int read;
        do {
            read = 0;
            Tuple page = Tuple.of(key.accountId(), key.mailboxId(), from, first + UidBlocks.SIZE - 1);
            for (Row row : database.run(sql, page)) {
                texts.add(row.getLong(0), row.getString(1));
                from = row.getLong(0) + 1;
                read++;
            }
        } while (read == PAGE);
        return texts.build(Math.max(highest, from - 1));
    }
}
