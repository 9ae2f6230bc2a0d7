package org.packetboat.imap.codec;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.packetboat.imap.codec.SearchKey.Age;
import org.packetboat.imap.codec.SearchKey.DateField;
import org.packetboat.imap.codec.SearchKey.DateOrder;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.CharClass;
import org.packetboat.mail.octets.OctetCursor;

/** SEARCH with its keys (RFC 3501 §6.4.4) and result options (RFC 4731 §4, RFC 5182 §3). */
final class SearchParser {
    /** A level is up to two levels of the mailbox API's messages, which are read to a depth of 600. */
    private static final int MAX_DEPTH = 250;

    private static final CharClass OBJECT_ID_CHAR =
            CharClass.ALPHA.or(CharClass.DIGIT).or("_-");

    private final Lexemes lexemes;
    private final OctetCursor cursor;

    /** Of the strings; without CHARSET it is US-ASCII, read as UTF-8 because clients send that. */
    private Charset charset = StandardCharsets.UTF_8;

    private int depth;

    SearchParser(Lexemes lexemes) {
        this.lexemes = lexemes;
        cursor = lexemes.cursor();
    }

    /** {@code search}, from after the verb. */
    ImapCommand search(Numbering numbering) {
        lexemes.sp();
        Optional<Set<ResultOption>> results = Optional.empty();
        if (cursor.acceptIgnoreCase("RETURN ")) {
            results = Optional.of(resultOptions());
            lexemes.sp();
        }
        SearchCharset named = new SearchCharset.Assumed();
        if (cursor.acceptIgnoreCase("CHARSET ")) {
            if (lexemes.enabled().has(Extension.UTF8_ACCEPT)) {
                throw cursor.fail("a search without CHARSET"); // RFC 6855 §3
            }
            named = charset(lexemes.astring().ascii());
            lexemes.sp();
        }
        List<SearchKey> keys = new ArrayList<>();
        do {
            keys.add(searchKey());
        } while (cursor.remaining() > 0 && lexemes.acceptSp() && cursor.remaining() > 0);
        return new ImapCommand.Search(numbering, results, named, all(keys));
    }

    /** {@code search-return-opts} from its parenthesis on. */
    private Set<ResultOption> resultOptions() {
        Set<ResultOption> options = EnumSet.noneOf(ResultOption.class);
        cursor.expect('(', "(");
        if (!cursor.accept(')')) {
            do {
                options.add(resultOption());
            } while (lexemes.acceptSp());
            cursor.expect(')', ")");
        }
        return options;
    }

    private ResultOption resultOption() {
        int at = cursor.position();
        return switch (Ascii.toUpper(lexemes.atom("search-return-opt"))) {
            case "MIN" -> ResultOption.MIN;
            case "MAX" -> ResultOption.MAX;
            case "ALL" -> ResultOption.ALL;
            case "COUNT" -> ResultOption.COUNT;
            case "SAVE" -> ResultOption.SAVE;
            default -> {
                cursor.position(at);
                throw cursor.fail("search-return-opt");
            }
        };
    }

    private SearchCharset charset(String name) {
        Optional<Charset> found = SearchCharset.find(name);
        charset = found.orElse(StandardCharsets.ISO_8859_1);
        return found.isPresent() ? new SearchCharset.Known() : new SearchCharset.Unknown(name);
    }

    private static SearchKey all(List<SearchKey> keys) {
        return keys.size() == 1 ? keys.getFirst() : new SearchKey.And(keys);
    }

    /** {@code search-key}. */
    private SearchKey searchKey() {
        if (++depth > MAX_DEPTH) {
            throw cursor.fail("a shallower search-key");
        }
        try {
            int next = cursor.peek();
            if (cursor.accept('(')) {
                return parenthesised();
            }
            if (next == '*' || next == '$' || Ascii.isDigit(next)) {
                return new SearchKey.Numbers(lexemes.messageSet(Numbering.SEQUENCE));
            }
            int at = cursor.position();
            return named(Ascii.toUpper(lexemes.atom("search-key")), at);
        } finally {
            depth--;
        }
    }

    private SearchKey parenthesised() {
        List<SearchKey> keys = new ArrayList<>();
        do {
            keys.add(searchKey());
        } while (lexemes.acceptSp());
        cursor.expect(')', ")");
        return all(keys);
    }

    private SearchKey named(String word, int at) {
        return switch (word) {
            case "ALL" -> new SearchKey.All();
            // There is no mailbox without save dates (RFC 8514 §4.3).
            case "SAVEDATESUPPORTED" -> new SearchKey.All();
            case "ANSWERED" -> new SearchKey.HasFlag(SystemFlag.ANSWERED);
            case "DELETED" -> new SearchKey.HasFlag(SystemFlag.DELETED);
            case "DRAFT" -> new SearchKey.HasFlag(SystemFlag.DRAFT);
            case "FLAGGED" -> new SearchKey.HasFlag(SystemFlag.FLAGGED);
            case "SEEN" -> new SearchKey.HasFlag(SystemFlag.SEEN);
            case "UNANSWERED" -> new SearchKey.Not(new SearchKey.HasFlag(SystemFlag.ANSWERED));
            case "UNDELETED" -> new SearchKey.Not(new SearchKey.HasFlag(SystemFlag.DELETED));
            case "UNDRAFT" -> new SearchKey.Not(new SearchKey.HasFlag(SystemFlag.DRAFT));
            case "UNFLAGGED" -> new SearchKey.Not(new SearchKey.HasFlag(SystemFlag.FLAGGED));
            case "UNSEEN" -> new SearchKey.Not(new SearchKey.HasFlag(SystemFlag.SEEN));
            case "RECENT" -> new SearchKey.Recent();
            case "OLD" -> new SearchKey.Not(new SearchKey.Recent());
            case "NEW" ->
                new SearchKey.And(
                        List.of(new SearchKey.Recent(), new SearchKey.Not(new SearchKey.HasFlag(SystemFlag.SEEN))));
            default -> {
                lexemes.sp();
                yield withArgument(word, at);
            }
        };
    }

    private SearchKey withArgument(String word, int at) {
        return switch (word) {
            case "BCC", "CC", "FROM", "SUBJECT", "TO" -> new SearchKey.Header(Ascii.toLower(word), text());
            case "HEADER" -> header();
            case "BODY" -> new SearchKey.Body(text());
            case "TEXT" -> new SearchKey.Text(text());
            case "KEYWORD" -> new SearchKey.HasKeyword(lexemes.atom("flag-keyword"));
            case "UNKEYWORD" -> new SearchKey.Not(new SearchKey.HasKeyword(lexemes.atom("flag-keyword")));
            case "MODSEQ" -> modSeq();
            case "LARGER" -> new SearchKey.Larger(lexemes.number());
            case "OLDER" -> new SearchKey.Within(Age.OLDER, lexemes.nzNumber());
            case "YOUNGER" -> new SearchKey.Within(Age.YOUNGER, lexemes.nzNumber());
            case "SMALLER" -> new SearchKey.Smaller(lexemes.number());
            case "UID" -> new SearchKey.Numbers(lexemes.messageSet(Numbering.UID));
            case "NOT" -> new SearchKey.Not(searchKey());
            case "OR" -> or();
            case "BEFORE" -> dated(DateField.INTERNAL, DateOrder.BEFORE);
            case "ON" -> dated(DateField.INTERNAL, DateOrder.ON);
            case "SINCE" -> dated(DateField.INTERNAL, DateOrder.SINCE);
            case "SENTBEFORE" -> dated(DateField.SENT, DateOrder.BEFORE);
            case "SENTON" -> dated(DateField.SENT, DateOrder.ON);
            case "SAVEDBEFORE" -> dated(DateField.SAVED, DateOrder.BEFORE);
            case "SAVEDON" -> dated(DateField.SAVED, DateOrder.ON);
            case "SAVEDSINCE" -> dated(DateField.SAVED, DateOrder.SINCE);
            case "EMAILID" -> new SearchKey.EmailId(objectId());
            case "THREADID" -> new SearchKey.ThreadId(objectId());
            case "SENTSINCE" -> dated(DateField.SENT, DateOrder.SINCE);
            default -> {
                cursor.position(at);
                throw cursor.fail("search-key");
            }
        };
    }

    private SearchKey or() {
        SearchKey left = searchKey();
        lexemes.sp();
        return new SearchKey.Or(left, searchKey());
    }

    /** {@code search-modsequence} (RFC 7162 §7). */
    private SearchKey modSeq() {
        if (cursor.peek() == '"') {
            int at = cursor.position();
            if (!Ascii.toLower(lexemes.quoted().ascii()).startsWith("/flags/")) {
                cursor.position(at);
                throw cursor.fail("entry-name");
            }
            lexemes.sp();
            entryType();
            lexemes.sp();
        }
        return new SearchKey.ModSeq(lexemes.modSeqOrZero());
    }

    private void entryType() {
        int at = cursor.position();
        switch (Ascii.toLower(lexemes.atom("entry-type-req"))) {
            case "all", "priv", "shared" -> {}
            default -> {
                cursor.position(at);
                throw cursor.fail("entry-type-req");
            }
        }
    }

    private SearchKey header() {
        String name = lexemes.astring().ascii();
        lexemes.sp();
        return new SearchKey.Header(Ascii.toLower(name), text());
    }

    private SearchKey dated(DateField field, DateOrder order) {
        return new SearchKey.Dated(field, order, DateParser.date(cursor));
    }

    /** {@code objectid} (RFC 8474 §7). */
    private String objectId() {
        return cursor.takeSome(OBJECT_ID_CHAR, "objectid").ascii();
    }

    private String text() {
        return lexemes.astring(charset);
    }
}
