package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/** The keywords of mailboxes, each in the case of its first use there. The caller holds the mailbox row's lock. */
public final class KeywordTable {
    /** Most keywords in use in one mailbox. */
    private static final int LIMIT = 1_000;

    /** Longest keyword in characters. */
    private static final int LONGEST = 255;

    private static final String INSERT = """
            INSERT INTO mailbox_keyword (account_id, mailbox_id, folded, keyword)
            SELECT $1, $2, t.folded, t.keyword FROM unnest($3::text[], $4::text[]) AS t (folded, keyword)
            ON CONFLICT DO NOTHING
            """;

    private static final String SELECT =
            "SELECT folded, keyword FROM mailbox_keyword WHERE account_id = $1 AND mailbox_id = $2";

    private KeywordTable() {}

    /** How keywords are compared. */
    public static String fold(String keyword) {
        return keyword.toLowerCase(Locale.ROOT);
    }

    /** {@code keywords} as this mailbox spells them, from now on at the latest. */
    public static Map<String, String> use(Transaction transaction, long accountId, long mailboxId, Set<String> keywords)
            throws InterruptedException {
        Map<String, String> known = known(transaction, accountId, mailboxId);
        Map<String, String> fresh = new HashMap<>();
        for (String keyword : keywords) {
            if (keyword.length() > LONGEST) {
                throw new RefusedException(Refusal.LIMIT_REACHED, "length of a keyword");
            }
            if (keyword.isEmpty() || keyword.indexOf(' ') >= 0) {
                throw new IllegalArgumentException("a keyword is an atom");
            }
            if (!known.containsKey(fold(keyword))) {
                fresh.putIfAbsent(fold(keyword), keyword);
            }
        }
        if (known.size() + fresh.size() > LIMIT) {
            throw new RefusedException(Refusal.LIMIT_REACHED, "keywords of a mailbox");
        }
        if (!fresh.isEmpty()) {
            List<String> folded = new ArrayList<>(fresh.keySet());
            String[] spelled = folded.stream().map(fresh::get).toArray(String[]::new);
            transaction.send(INSERT, Tuple.of(accountId, mailboxId, folded.toArray(String[]::new), spelled));
            known.putAll(fresh);
        }
        return known;
    }

    /** What is in use: folded form to the one that is used. */
    public static Map<String, String> known(Transaction transaction, long accountId, long mailboxId)
            throws InterruptedException {
        Map<String, String> known = new HashMap<>();
        for (Row row : transaction.run(SELECT, Tuple.of(accountId, mailboxId))) {
            known.put(row.getString(0), row.getString(1));
        }
        return known;
    }

    /** Those of {@code keywords} that are in {@code known}, as spelled there, sorted, each once. */
    public static String[] spell(Iterable<String> keywords, Map<String, String> known) {
        Set<String> spelled = new LinkedHashSet<>();
        for (String keyword : keywords) {
            String spelling = known.get(fold(keyword));
            if (spelling != null) {
                spelled.add(spelling);
            }
        }
        return spelled.stream().sorted().toArray(String[]::new);
    }
}
