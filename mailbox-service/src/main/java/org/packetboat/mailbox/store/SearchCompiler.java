package org.packetboat.mailbox.store;

import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.packetboat.contracts.mailbox.HeaderKey;
import org.packetboat.contracts.mailbox.SearchKey;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.message.HeaderSearch;
import org.packetboat.mailbox.store.SearchCondition.All;
import org.packetboat.mailbox.store.SearchCondition.Any;
import org.packetboat.mailbox.store.SearchCondition.Column;
import org.packetboat.mailbox.store.SearchCondition.Header;
import org.packetboat.mailbox.store.SearchCondition.Not;

/** Turns search keys into conditions on the message row {@code m} and the body row {@code b}, collecting parameters. */
final class SearchCompiler {
    private static final int MOST_KEYS = 500;
    private static final long DAY_MILLIS = 86_400_000;

    private final Tuple parameters;
    private final List<Column> columns = new ArrayList<>();
    private boolean body;
    private boolean headers;
    private int keys;

    /** @param parameters those used already; values of keys are added */
    SearchCompiler(Tuple parameters) {
        this.parameters = parameters;
    }

    /** All conditions that the database evaluates, by index. */
    List<Column> columns() {
        return columns;
    }

    boolean needsBody() {
        return body || headers;
    }

    boolean needsHeaders() {
        return headers;
    }

    SearchCondition compile(SearchKey key) {
        if (++keys > MOST_KEYS) {
            throw new LimitException("search keys");
        }
        return switch (key.getKeyCase()) {
            case AND -> compile(key.getAnd().getKeysList());
            case OR ->
                new Any(List.of(
                        compile(key.getOr().getLeft()), compile(key.getOr().getRight())));
            case NOT -> new Not(compile(key.getNot()));
            case UIDS -> uids(UidRanges.of(key.getUids()));
            case FLAGS_SET -> all(key.getFlagsSet(), "(m.system_flags & %d) <> 0");
            case FLAGS_CLEAR -> all(key.getFlagsClear(), "m.system_flags & %d = 0");
            case KEYWORD -> keyword(key.getKeyword());
            case BEFORE_DAY -> column("m.internal_date < " + parameter(key.getBeforeDay() * DAY_MILLIS, "bigint"));
            case ON_DAY -> onDay("m.internal_date", key.getOnDay());
            case SINCE_DAY -> column("m.internal_date >= " + parameter(key.getSinceDay() * DAY_MILLIS, "bigint"));
            case SENT_BEFORE_DAY -> sent("<", key.getSentBeforeDay());
            case SENT_ON_DAY -> sent("=", key.getSentOnDay());
            case SENT_SINCE_DAY -> sent(">=", key.getSentSinceDay());
            case BEFORE_MILLIS -> column("m.internal_date < " + parameter(key.getBeforeMillis(), "bigint"));
            case SINCE_MILLIS -> column("m.internal_date >= " + parameter(key.getSinceMillis(), "bigint"));
            case LARGER -> column("m.size > " + parameter(key.getLarger(), "bigint"));
            case SMALLER -> column("m.size < " + parameter(key.getSmaller(), "bigint"));
            case HEADER -> header(key.getHeader());
            case UID_FROM -> column("m.uid >= " + parameter(key.getUidFrom(), "bigint"));
            case MOD_SEQ -> column("m.mod_seq >= " + parameter(key.getModSeq(), "bigint"));
            case SAVED_BEFORE_DAY ->
                column("m.save_date < " + parameter(key.getSavedBeforeDay() * DAY_MILLIS, "bigint"));
            case SAVED_ON_DAY -> onDay("m.save_date", key.getSavedOnDay());
            case SAVED_SINCE_DAY ->
                column("m.save_date >= " + parameter(key.getSavedSinceDay() * DAY_MILLIS, "bigint"));
            case EMAIL_ID -> column("m.body_id = " + parameter(OperationTable.id(key.getEmailId()), "uuid"));
            case THREAD_ID -> thread(OperationTable.id(key.getThreadId()));
            case ALL -> new All(List.of());
            case KEY_NOT_SET -> throw new IllegalArgumentException("a search key of a kind that is not answered here");
        };
    }

    /** All of these. */
    SearchCondition compile(List<SearchKey> list) {
        List<SearchCondition> conditions = new ArrayList<>(list.size());
        for (SearchKey key : list) {
            conditions.add(compile(key));
        }
        return new All(conditions);
    }

    private SearchCondition uids(UidRanges uids) {
        if (uids.size() == 1) {
            return column("m.uid BETWEEN " + parameter(uids.first(0), "bigint") + " AND "
                    + parameter(uids.last(0), "bigint"));
        }
        return column("EXISTS (SELECT 1 FROM unnest(" + parameter(uids.firsts(), "bigint[]") + ", "
                + parameter(uids.lasts(), "bigint[]") + ") AS r (first, last) WHERE m.uid BETWEEN r.first AND r.last)");
    }

    /** A condition for each bit, written out as the partial indices have it. */
    private SearchCondition all(int flags, String sql) {
        List<SearchCondition> conditions = new ArrayList<>();
        for (SystemFlag flag : SystemFlag.values()) {
            if (flag.in(flags)) {
                conditions.add(column(String.format(Locale.ROOT, sql, flag.bit())));
            }
        }
        return new All(conditions);
    }

    private SearchCondition keyword(String keyword) {
        return column("EXISTS (SELECT 1 FROM unnest(m.keywords) AS k WHERE lower(k) = "
                + parameter(KeywordTable.fold(keyword), "text") + ")");
    }

    private SearchCondition onDay(String date, long day) {
        return column(date + " >= " + parameter(day * DAY_MILLIS, "bigint") + " AND " + date + " < "
                + parameter((day + 1) * DAY_MILLIS, "bigint"));
    }

    /** The few bodies of a conversation by their index; the messages are then compared by what is in their rows. */
    private SearchCondition thread(UUID threadId) {
        return column("m.body_id = ANY(ARRAY(SELECT t.body_id FROM body t WHERE t.account_id = $1 AND t.thread_id = "
                + parameter(threadId, "uuid") + "))");
    }

    private SearchCondition sent(String operator, long day) {
        body = true;
        int clamped = (int) Math.clamp(day, Integer.MIN_VALUE, Integer.MAX_VALUE);
        return column("b.sent_day IS NOT NULL AND b.sent_day " + operator + " " + parameter(clamped, "int"));
    }

    private SearchCondition header(HeaderKey key) {
        Optional<HeaderField> field = HeaderField.named(key.getName());
        String value = HeaderSearch.folded(key.getValue());
        if (field.isEmpty() || value.isEmpty()) {
            headers = true;
            return new Header(new HeaderSearch(key.getName(), key.getValue()));
        }
        body = true;
        return column("strpos(b." + field.get().column() + ", " + parameter(Text.storable(value), "text") + ") > 0");
    }

    private SearchCondition column(String sql) {
        Column column = new Column(sql, columns.size());
        columns.add(column);
        return column;
    }

    private String parameter(Object value, String type) {
        parameters.addValue(value);
        return "$" + parameters.size() + "::" + type;
    }
}
