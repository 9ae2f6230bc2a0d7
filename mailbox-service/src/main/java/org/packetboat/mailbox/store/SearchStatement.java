package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.mailbox.SearchKey;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mailbox.store.SearchCondition.All;
import org.packetboat.mailbox.store.SearchCondition.Any;
import org.packetboat.mailbox.store.SearchCondition.Column;
import org.packetboat.mailbox.store.SearchCondition.Header;
import org.packetboat.mailbox.store.SearchCondition.Not;

/**
 * One search of one mailbox, page by page. A page is a number of messages that are looked at, not of messages found, so that no statement lasts long;
 * they are those of an index where the {@link SearchPlan} has one.
 */
public final class SearchStatement {
    /** Messages of a page that are judged by their rows. */
    private static final int PAGE = 20_000;

    /** Messages of a page whose bodies' rows are read too. */
    private static final int PAGE_WITH_BODIES = 2_000;

    /** Messages of a page whose headers come out of the database. */
    private static final int PAGE_WITH_HEADERS = 64;

    /** As the migration has it, for the planner to find the index. */
    private static final String KEYWORDS =
            " AND m.keywords IS NOT NULL AND hash_array_extended(m.keywords, 0) = h.hash";

    private final SearchCondition condition;
    private final Tuple parameters;
    private final Optional<String> keyword;
    private final boolean needsHeaders;
    private final boolean needsBodies;
    private final String rare;
    private final List<Column> columns;

    public SearchStatement(long accountId, long mailboxId, SearchPlan plan) {
        parameters = Tuple.of(accountId, mailboxId, new Long[0], new Long[0]);
        keyword = plan.rareKeyword();
        if (keyword.isPresent()) {
            parameters.addValue(KeywordTable.fold(keyword.get()));
        }
        SearchCompiler compiler = new SearchCompiler(parameters);
        condition = compiler.compile(plan.conjuncts());
        needsHeaders = compiler.needsHeaders();
        needsBodies = compiler.needsBody();
        columns = needsHeaders ? List.copyOf(compiler.columns()) : List.of();
        rare = plan.rareFlags().stream().map(SearchStatement::index).collect(Collectors.joining());
    }

    /** As the predicates of the partial indices have it. */
    private static String index(SearchKey key) {
        if (key.hasFlagsClear()) {
            return " AND m.system_flags & " + key.getFlagsClear() + " = 0";
        }
        return " AND m.system_flags & " + key.getFlagsSet()
                + (key.getFlagsSet() == SystemFlag.DELETED.bit() ? " <> 0" : " = " + key.getFlagsSet());
    }

    /** Whether candidates are to be looked at with {@link #matches}. */
    public boolean needsHeaders() {
        return needsHeaders;
    }

    /** Where to begin. */
    public enum From {
        LOWEST,
        HIGHEST
    }

    /**
     * What to look at.
     *
     * @param uids some ranges, not all at once if they are many
     */
    public record Span(UidRanges uids, From from) {}

    /** A message that may fit. */
    public static final class Candidate {
        private final long uid;
        private final Octets header;
        private final boolean[] columns;

        private Candidate(Row row, int columns) {
            this.uid = row.getLong(1);
            this.header = Octets.of(row.getBuffer(2).getBytes());
            this.columns = new boolean[columns];
            for (int i = 0; i < columns; i++) {
                this.columns[i] = row.getBoolean(3 + i);
            }
        }

        public long uid() {
            return uid;
        }
    }

    /**
     * What was found on a page.
     *
     * @param last the UID that was looked at last, 0 if the span holds no more
     * @param candidates ascending; only where headers are needed
     */
    public record Page(long last, UidRanges uids, List<Candidate> candidates) {}

    /**
     * Figures of a page.
     *
     * @param last as for {@link Page}
     * @param lowest 0 for none, as {@code highest}
     */
    public record Count(long last, long lowest, long highest, long count) {}

    /** The first page of a span, if no headers are needed. */
    public Page page(Database database, Span span) throws InterruptedException {
        for (Row row : database.run(pageSql(span.from()), tuple(span))) {
            return new Page(number(row, 0), uids(row.getArrayOfLongs(1)), List.of());
        }
        throw new IllegalStateException("no row");
    }

    String pageSql(From from) {
        return span(from) + "SELECT (" + last(from) + "), (SELECT array_agg(m.uid ORDER BY m.uid) FROM " + matching()
                + ")";
    }

    /** Whether {@link #count} is exact: a keyword is looked for between the first UID and the last. */
    public boolean counts(Span span) {
        return !needsHeaders && (keyword.isEmpty() || span.uids().size() == 1);
    }

    /** The first page in figures. */
    public Count count(Database database, Span span) throws InterruptedException {
        String sql = span(span.from()) + "SELECT (" + last(span.from()) + "), min(m.uid), max(m.uid), count(*) FROM "
                + matching();
        for (Row row : database.run(sql, tuple(span))) {
            return new Count(number(row, 0), number(row, 1), number(row, 2), row.getLong(3));
        }
        throw new IllegalStateException("no row");
    }

    /** The first page of a span, from the lowest UID on, with headers to be looked at. */
    public Page headers(Database database, Span span) throws InterruptedException {
        StringBuilder sql = new StringBuilder(span(From.LOWEST))
                .append("SELECT (" + last(From.LOWEST) + "), c.* FROM (SELECT 1) AS one")
                .append(" LEFT JOIN LATERAL (SELECT m.uid, b.header");
        for (Column column : columns) {
            sql.append(", ").append(column.sql()).append(" AS c").append(column.index());
        }
        sql.append(" FROM ").append(matching()).append(" ORDER BY m.uid LIMIT ");
        sql.append(PAGE_WITH_HEADERS).append(") c ON true ORDER BY c.uid");
        List<Candidate> candidates = new ArrayList<>();
        long last = 0;
        for (Row row : database.run(sql.toString(), tuple(span))) {
            last = number(row, 0);
            if (row.getLong(1) != null) {
                candidates.add(new Candidate(row, columns.size()));
            }
        }
        boolean full = candidates.size() == PAGE_WITH_HEADERS;
        return new Page(full ? candidates.getLast().uid() : last, UidRanges.empty(), candidates);
    }

    /** {@code span}: the messages of a page; ranges are looked up one by one, in their order. */
    private String span(From from) {
        String order = " ORDER BY m.uid" + (from == From.LOWEST ? "" : " DESC") + " LIMIT " + page();
        String messages = " CROSS JOIN LATERAL (SELECT m.* FROM message m WHERE m.account_id = $1 AND m.mailbox_id = $2"
                + " AND m.uid BETWEEN r.first AND r.last" + rare;
        String ranges = "unnest($3::bigint[], $4::bigint[]) AS r (first, last)";
        String sets = keyword.isEmpty() ? "" : KeywordSets.with("$5");
        String selected = keyword.isEmpty()
                ? ranges + messages + order + ") m LIMIT " + page()
                : ranges + " CROSS JOIN hashes h" + messages + KEYWORDS + order + ") m" + order;
        return "WITH " + sets + "span AS MATERIALIZED (SELECT m.* FROM " + selected + ") ";
    }

    /** The messages of the span that fit. */
    private String matching() {
        String bodies =
                " CROSS JOIN LATERAL (SELECT * FROM body WHERE account_id = $1 AND body_id = m.body_id OFFSET 0) b";
        return "span m" + (needsBodies ? bodies : "") + " WHERE " + condition.sql();
    }

    /** Null when the span is not a full page, for then there is no other. */
    private String last(From from) {
        return "SELECT CASE WHEN count(*) = " + page() + " THEN " + (from == From.LOWEST ? "max" : "min")
                + "(uid) END FROM span";
    }

    private int page() {
        return needsBodies ? PAGE_WITH_BODIES : PAGE;
    }

    Tuple tuple(Span span) {
        UidRanges uids = keyword.isEmpty() ? span.uids() : span.uids().hull();
        Long[] firsts = uids.firsts();
        Long[] lasts = uids.lasts();
        if (span.from() == From.HIGHEST) {
            Collections.reverse(Arrays.asList(firsts));
            Collections.reverse(Arrays.asList(lasts));
        }
        Tuple tuple = Tuple.tuple(new ArrayList<>(parameters.size()));
        tuple.addValue(parameters.getValue(0))
                .addValue(parameters.getValue(1))
                .addValue(firsts)
                .addValue(lasts);
        for (int i = tuple.size(); i < parameters.size(); i++) {
            tuple.addValue(parameters.getValue(i));
        }
        return tuple;
    }

    private static long number(Row row, int column) {
        Long number = row.getLong(column);
        return number == null ? 0 : number;
    }

    private static UidRanges uids(Long @Nullable [] ascending) {
        UidRanges.Builder uids = new UidRanges.Builder();
        if (ascending != null) {
            for (long uid : ascending) {
                uids.add(uid, uid);
            }
        }
        return uids.build();
    }

    /** Looks at the header; computes for a while. */
    public boolean matches(Candidate candidate) {
        return matches(condition, candidate);
    }

    private static boolean matches(SearchCondition condition, Candidate candidate) {
        return switch (condition) {
            case All(List<SearchCondition> all) -> all.stream().allMatch(one -> matches(one, candidate));
            case Any(List<SearchCondition> any) -> any.stream().anyMatch(one -> matches(one, candidate));
            case Not(SearchCondition not) -> !matches(not, candidate);
            case Column(String text, int index) -> candidate.columns[index];
            case Header(var search) -> search.matches(candidate.header);
        };
    }
}
