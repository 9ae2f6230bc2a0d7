package org.packetboat.mailbox.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.packetboat.contracts.mailbox.SearchKey;
import org.packetboat.mailbox.store.SearchStatement.From;
import org.packetboat.mailbox.store.SearchStatement.Span;

/** A search for what is rare does not grow with the mailbox: it goes by the index of what is rare, also before anything was analysed. */
class SearchStatementIT {
    private static final int MESSAGES = 60_000;
    private static DatabaseFixture store;
    private static long account;
    private static long box;

    /** One message in 10,000 has each flag and the keyword Rare; half have the keyword Common; all but one in 10,000 are seen. */
    @BeforeAll
    static void start() throws Exception {
        store = DatabaseFixture.start();
        account = store.account("plans@search.test");
        box = store.mailbox(account, "Large");
        store.database().run("""
                        INSERT INTO message (account_id, mailbox_id, uid, mod_seq, internal_date, save_date, size, body_id, system_flags, keywords)
                        SELECT $1, $2, n, n, 0, 0, 100, gen_random_uuid(), CASE WHEN n % 10000 = 7 THEN 30 ELSE 1 END,
                            CASE WHEN n % 10000 = 7 THEN ARRAY['Common', 'Rare'] WHEN n % 2 = 0 THEN ARRAY['Common'] END
                        FROM generate_series(1, $3) AS n
                        """, Tuple.of(account, box, MESSAGES));
        store.database()
                .run(
                        "INSERT INTO mailbox_keyword VALUES ($1, $2, 'rare', 'Rare'), ($1, $2, 'common', 'Common')",
                        Tuple.of(account, box));
    }

    @AfterAll
    static void stop() throws Exception {
        store.close();
    }

    @ParameterizedTest
    @CsvSource({
        "2, 0, message_answered",
        "4, 0, message_flagged",
        "8, 0, message_deleted",
        "16, 0, message_draft",
        "0, 1, message_unseen"
    })
    void flagsGoByTheirIndex(int set, int clear, String index) throws Exception {
        SearchKey key = set > 0
                ? SearchKey.newBuilder().setFlagsSet(set).build()
                : SearchKey.newBuilder().setFlagsClear(clear).build();
        SearchStatement statement = new SearchStatement(account, box, SearchPlan.of(key));
        Span span = new Span(new UidRanges.Builder().add(1, MESSAGES).build(), From.LOWEST);
        assertThat(statement.page(store.database(), span).uids().count()).isEqualTo(6);
        assertThat(plan(statement, span)).contains(index).doesNotContain("message_pkey");
        Span down = new Span(span.uids(), From.HIGHEST);
        assertThat(statement.count(store.database(), down).lowest()).isEqualTo(7);
        assertThat(plan(statement, down)).contains(index);
    }

    @Test
    void keywordsGoBySetsOfThem() throws Exception {
        SearchStatement statement = new SearchStatement(
                account,
                box,
                SearchPlan.of(SearchKey.newBuilder().setKeyword("rare").build()));
        Span span = new Span(new UidRanges.Builder().add(1, MESSAGES).build(), From.LOWEST);
        assertThat(statement.page(store.database(), span).uids())
                .isEqualTo(UidRanges.of(7, 10_007, 20_007, 30_007, 40_007, 50_007));
        assertThat(plan(statement, span)).contains("message_keywords").doesNotContain("message_pkey");
        SearchStatement common = new SearchStatement(
                account,
                box,
                SearchPlan.of(SearchKey.newBuilder().setKeyword("COMMON").build()));
        assertThat(common.page(store.database(), span).uids().intersect(UidRanges.of(1, 2, 7, 9)))
                .isEqualTo(UidRanges.of(2, 7));
    }

    private static String plan(SearchStatement statement, Span span) throws InterruptedException {
        StringBuilder plan = new StringBuilder();
        for (Row row : store.database().run("EXPLAIN " + statement.pageSql(span.from()), statement.tuple(span))) {
            plan.append(row.getString(0)).append('\n');
        }
        return plan.toString();
    }
}
