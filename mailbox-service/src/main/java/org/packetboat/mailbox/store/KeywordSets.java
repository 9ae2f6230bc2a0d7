package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * The sets of keywords that messages of a mailbox have, of which there are few however many the messages are: an index orders the messages by the hash of
 * their set, and is walked from one set to the next.
 */
public final class KeywordSets {
    private static final String SELECT = """
            WITH RECURSIVE sets AS (
                (SELECT hash_array_extended(m.keywords, 0) AS hash, m.keywords FROM message m
                WHERE m.account_id = $1 AND m.mailbox_id = $2 AND m.keywords IS NOT NULL
                    AND EXISTS (SELECT 1 FROM mailbox_keyword k WHERE k.account_id = $1 AND k.mailbox_id = $2 AND k.folded = $3)
                ORDER BY hash_array_extended(m.keywords, 0), m.uid LIMIT 1)
                UNION ALL
                SELECT n.hash, n.keywords FROM sets s CROSS JOIN LATERAL (
                    SELECT hash_array_extended(m.keywords, 0) AS hash, m.keywords FROM message m
                    WHERE m.account_id = $1 AND m.mailbox_id = $2 AND m.keywords IS NOT NULL
                        AND hash_array_extended(m.keywords, 0) > s.hash
                    ORDER BY hash_array_extended(m.keywords, 0), m.uid LIMIT 1) n
            )
            SELECT hash FROM sets WHERE EXISTS (SELECT 1 FROM unnest(keywords) AS k WHERE lower(k) = $3)
            """;

    private KeywordSets() {}

    /** Hashes of the sets that have this keyword in them. */
    public static Long[] with(Database database, long accountId, long mailboxId, String keyword)
            throws InterruptedException {
        List<Long> hashes = new ArrayList<>();
        for (Row row : database.run(SELECT, Tuple.of(accountId, mailboxId, KeywordTable.fold(keyword)))) {
            hashes.add(row.getLong(0));
        }
        return hashes.toArray(Long[]::new);
    }
}
