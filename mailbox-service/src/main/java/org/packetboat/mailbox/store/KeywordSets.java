package org.packetboat.mailbox.store;

/**
 * The sets of keywords that messages of a mailbox have, of which there are few however many the messages are: an index orders the messages by the hash of
 * their set, and is walked from one set to the next. They are part of the statement that looks at the messages: a set that comes up between two statements
 * would hide messages that have had the keyword all the time.
 */
final class KeywordSets {
    private KeywordSets() {}

    /**
     * Common table expressions, of which {@code hashes} has the hashes of the sets with a keyword in them.
     *
     * @param keyword the parameter that is the folded keyword; account and mailbox are $1 and $2
     */
    static String with(String keyword) {
        return """
            RECURSIVE sets AS (
                (SELECT hash_array_extended(m.keywords, 0) AS hash, m.keywords FROM message m
                WHERE m.account_id = $1 AND m.mailbox_id = $2 AND m.keywords IS NOT NULL
                    AND EXISTS (SELECT 1 FROM mailbox_keyword k WHERE k.account_id = $1 AND k.mailbox_id = $2 AND k.folded = %1$s)
                ORDER BY hash_array_extended(m.keywords, 0), m.uid LIMIT 1)
                UNION ALL
                SELECT n.hash, n.keywords FROM sets s CROSS JOIN LATERAL (
                    SELECT hash_array_extended(m.keywords, 0) AS hash, m.keywords FROM message m
                    WHERE m.account_id = $1 AND m.mailbox_id = $2 AND m.keywords IS NOT NULL
                        AND hash_array_extended(m.keywords, 0) > s.hash
                    ORDER BY hash_array_extended(m.keywords, 0), m.uid LIMIT 1) n
            ), hashes AS MATERIALIZED (
                SELECT hash FROM sets WHERE EXISTS (SELECT 1 FROM unnest(keywords) AS k WHERE lower(k) = %1$s)
            ),
            """.formatted(keyword);
    }
}
