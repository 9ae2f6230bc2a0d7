package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.packetboat.contracts.mailbox.SearchKey;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mailbox.store.SearchCondition.All;
import org.packetboat.mailbox.store.SearchCondition.Any;
import org.packetboat.mailbox.store.SearchCondition.Column;
import org.packetboat.mailbox.store.SearchCondition.Header;
import org.packetboat.mailbox.store.SearchCondition.Not;

/** One search of one mailbox, page by page in ascending UIDs. */
public final class SearchStatement {
    /** UIDs of a page that the database alone finds. */
    private static final int PAGE = 5_000;

    /** Messages of a page whose headers are looked at. */
    private static final int PAGE_WITH_HEADERS = 64;

    private final SearchCondition condition;
    private final Tuple parameters;
    private final String sql;
    private final boolean needsHeaders;
    private final int columns;

    public SearchStatement(long accountId, long mailboxId, SearchKey key) {
        parameters = Tuple.of(accountId, mailboxId, 0L, 0L);
        SearchCompiler compiler = new SearchCompiler(parameters);
        condition = compiler.compile(key);
        needsHeaders = compiler.needsHeaders();
        columns = needsHeaders ? compiler.columns().size() : 0;
        StringBuilder text = new StringBuilder("SELECT m.uid");
        if (needsHeaders) {
            text.append(", b.header");
            compiler.columns().forEach(column -> text.append(", ").append(column.sql()));
        }
        text.append(" FROM message m");
        if (compiler.needsBody()) {
            text.append(
                    " CROSS JOIN LATERAL (SELECT * FROM body WHERE account_id = $1 AND body_id = m.body_id OFFSET 0) b");
        }
        text.append(" WHERE m.account_id = $1 AND m.mailbox_id = $2 AND m.uid BETWEEN $3 AND $4 AND ")
                .append(condition.sql())
                .append(" ORDER BY m.uid LIMIT ")
                .append(needsHeaders ? PAGE_WITH_HEADERS : PAGE);
        sql = text.toString();
    }

    /** Whether candidates are to be looked at with {@link #matches}. */
    public boolean needsHeaders() {
        return needsHeaders;
    }

    /** A message that fits, or may. */
    public static final class Candidate {
        private final long uid;
        private final Octets header;
        private final boolean[] columns;

        private Candidate(Row row, int columns) {
            this.uid = row.getLong(0);
            this.header =
                    columns < 0 ? Octets.EMPTY : Octets.of(row.getBuffer(1).getBytes());
            this.columns = new boolean[Math.max(0, columns)];
            for (int i = 0; i < columns; i++) {
                this.columns[i] = row.getBoolean(2 + i);
            }
        }

        public long uid() {
            return uid;
        }
    }

    /** A page, and whether there may be another one behind it. */
    public record Page(List<Candidate> candidates, boolean full) {}

    /** The first candidates between these UIDs, both included. */
    public Page page(Database database, long from, long to) throws InterruptedException {
        Tuple tuple = Tuple.tuple();
        tuple.addValue(parameters.getValue(0))
                .addValue(parameters.getValue(1))
                .addLong(from)
                .addLong(to);
        for (int i = 4; i < parameters.size(); i++) {
            tuple.addValue(parameters.getValue(i));
        }
        List<Candidate> candidates = new ArrayList<>();
        for (Row row : database.run(sql, tuple)) {
            candidates.add(new Candidate(row, needsHeaders ? columns : -1));
        }
        return new Page(candidates, candidates.size() == (needsHeaders ? PAGE_WITH_HEADERS : PAGE));
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
