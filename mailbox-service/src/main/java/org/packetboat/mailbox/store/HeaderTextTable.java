package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

/** Reads the texts of header fields block by block. */
public final class HeaderTextTable {
    /** Messages of one statement. */
    private static final int PAGE = 2_000;

    /** Characters of a text that is kept. Subjects and senders are shorter but for those that somebody made long on purpose. */
    static final int LONGEST = 512;

    private static final String SQL = """
            SELECT m.uid, CASE WHEN octet_length(b.%1$s) <= %2$d THEN b.%1$s END
            FROM (SELECT uid, body_id FROM message WHERE account_id = $1 AND mailbox_id = $2 AND uid BETWEEN $3 AND $4 ORDER BY uid LIMIT %3$d) m
            CROSS JOIN LATERAL (SELECT * FROM body WHERE account_id = $1 AND body_id = m.body_id OFFSET 0) b ORDER BY m.uid
            """;

    private final Database database;

    public HeaderTextTable(Database database) {
        this.database = database;
    }

    /** Whose texts, and of which field. Two mailboxes never share an id, and a mailbox never uses a UID twice. */
    public record Key(long accountId, long mailboxId, int block, HeaderField field) {}

    /**
     * The texts of the block.
     *
     * @param before those that are known, null for none
     * @param highest UID in the block up to which every message has been committed; there may be more
     */
    public HeaderTexts read(Key key, @Nullable HeaderTexts before, long highest) throws InterruptedException {
        long first = UidBlocks.firstOf(key.block());
        long from = before == null ? first : before.last() + 1;
        long to = first + UidBlocks.SIZE - 1;
        HeaderTexts.Builder texts =
                before == null ? new HeaderTexts.Builder(key.block()) : new HeaderTexts.Builder(key.block(), before);
        String sql = SQL.formatted(key.field().column(), LONGEST, PAGE);
        int read;
        do {
            read = 0;
            for (Row row : database.run(sql, Tuple.of(key.accountId(), key.mailboxId(), from, to))) {
                long uid = row.getLong(0);
                String text = row.getString(1);
                if (text == null) {
                    texts.addLonger(uid);
                } else {
                    texts.add(uid, text);
                }
                from = uid + 1;
                read++;
            }
        } while (read == PAGE);
        return texts.build(Math.max(highest, from - 1));
    }
}
