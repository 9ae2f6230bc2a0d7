package org.packetboat.imap.codec;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.packetboat.imap.codec.ListOptions.Form;
import org.packetboat.imap.codec.ListOptions.Selection;
import org.packetboat.imap.codec.ListOptions.Wish;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.OctetCursor;

/** LIST in all its forms ({@code list} of RFC 5258 §6 and RFC 9051 §9). An option that is not known is a mistake (RFC 5258 §3). */
final class ListParser {
    private static final int MAX_PATTERNS = 32;

    private final Lexemes lexemes;
    private final OctetCursor cursor;
    private final Set<Selection> selections = EnumSet.noneOf(Selection.class);
    private final Set<Wish> wishes = EnumSet.noneOf(Wish.class);
    private Set<StatusItem> status = Set.of();
    private Form form = Form.BASIC;

    ListParser(Lexemes lexemes) {
        this.lexemes = lexemes;
        cursor = lexemes.cursor();
    }

    /** From after the verb. */
    ImapCommand list() {
        lexemes.sp();
        if (cursor.peek() == '(') {
            listSelectOpts();
            lexemes.sp();
        }
        String reference = lexemes.mailboxName();
        lexemes.sp();
        List<String> patterns = mboxOrPat();
        if (isFollowedByMore()) {
            lexemes.sp();
            listReturnOpts();
        }
        return new ImapCommand.ListMailboxes(new ListOptions(form, selections, wishes, status), reference, patterns);
    }

    /** Not by trailing spaces, which are forgiven. */
    private boolean isFollowedByMore() {
        int at = cursor.position();
        boolean more = cursor.accept(' ') && !cursor.atEnd() && cursor.peek() != ' ';
        cursor.position(at);
        return more;
    }

    /** {@code list-select-opts}: RECURSIVEMATCH goes with an option that selects by itself. */
    private void listSelectOpts() {
        form = Form.EXTENDED;
        int at = cursor.position();
        cursor.expect('(', "(");
        if (!cursor.accept(')')) {
            do {
                selections.add(listSelectOpt());
            } while (lexemes.acceptSp());
            cursor.expect(')', ")");
        }
        if (selections.contains(Selection.RECURSIVEMATCH) && !selections.contains(Selection.SUBSCRIBED)) {
            cursor.position(at);
            throw cursor.fail("list-select-base-opt beside RECURSIVEMATCH");
        }
    }

    private Selection listSelectOpt() {
        int at = cursor.position();
        String word = Ascii.toUpper(lexemes.atom("list-select-opt"));
        for (Selection selection : Selection.values()) {
            if (selection.word().equals(word)) {
                return selection;
            }
        }
        cursor.position(at);
        throw cursor.fail("list-select-opt that is known");
    }

    /** {@code mbox-or-pat}. */
    private List<String> mboxOrPat() {
        if (!cursor.accept('(')) {
            return List.of(lexemes.listMailbox());
        }
        form = Form.EXTENDED;
        List<String> patterns = new ArrayList<>();
        do {
            patterns.add(lexemes.listMailbox());
            if (patterns.size() > MAX_PATTERNS) {
                throw cursor.fail("fewer patterns");
            }
        } while (lexemes.acceptSp());
        cursor.expect(')', ")");
        return patterns;
    }

    /** {@code list-return-opts}. */
    private void listReturnOpts() {
        form = Form.EXTENDED;
        cursor.expectIgnoreCase("RETURN (");
        if (!cursor.accept(')')) {
            do {
                returnOption();
            } while (lexemes.acceptSp());
            cursor.expect(')', ")");
        }
    }

    private void returnOption() {
        int at = cursor.position();
        switch (Ascii.toUpper(lexemes.atom("return-option"))) {
            case "SUBSCRIBED" -> wishes.add(Wish.SUBSCRIBED);
            case "CHILDREN" -> wishes.add(Wish.CHILDREN);
            case "SPECIAL-USE" -> wishes.add(Wish.SPECIAL_USE);
            case "STATUS" -> {
                lexemes.sp();
                status = new StatusParser(lexemes).items();
            }
            default -> {
                cursor.position(at);
                throw cursor.fail("return-option that is known");
            }
        }
    }
}
