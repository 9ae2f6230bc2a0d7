package org.packetboat.mailbox.store;

import java.util.List;
import org.packetboat.mail.message.HeaderSearch;

/** A search key as it is evaluated: by the database where there is a column for it, else on the header. */
sealed interface SearchCondition {
    record All(List<SearchCondition> conditions) implements SearchCondition {}

    record Any(List<SearchCondition> conditions) implements SearchCondition {}

    record Not(SearchCondition condition) implements SearchCondition {}

    /** @param sql never null-valued; @param index among all of its kind in the search */
    record Column(String sql, int index) implements SearchCondition {}

    record Header(HeaderSearch search) implements SearchCondition {}

    /** True for every message for which this is true; exact where no header is concerned. */
    default String sql() {
        return sql(true);
    }

    private String sql(boolean positive) {
        return switch (this) {
            case All(List<SearchCondition> conditions) -> join(conditions, " AND ", "TRUE", positive);
            case Any(List<SearchCondition> conditions) -> join(conditions, " OR ", "FALSE", positive);
            case Not(SearchCondition condition) -> "NOT (" + condition.sql(!positive) + ")";
            case Column(String sql, int index) -> "(" + sql + ")";
            case Header header -> positive ? "TRUE" : "FALSE";
        };
    }

    private static String join(List<SearchCondition> conditions, String operator, String empty, boolean positive) {
        if (conditions.isEmpty()) {
            return empty;
        }
        StringBuilder sql = new StringBuilder("(");
        for (int i = 0; i < conditions.size(); i++) {
            sql.append(i == 0 ? "" : operator).append(conditions.get(i).sql(positive));
        }
        return sql.append(')').toString();
    }
}
