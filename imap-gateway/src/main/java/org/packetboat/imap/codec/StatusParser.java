package org.packetboat.imap.codec;

import java.util.EnumSet;
import java.util.Set;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.OctetCursor;

/** The items of STATUS and of LIST's return option of that name (RFC 3501 §6.3.10, RFC 5819 §2). */
final class StatusParser {
    private final Lexemes lexemes;
    private final OctetCursor cursor;

    StatusParser(Lexemes lexemes) {
        this.lexemes = lexemes;
        cursor = lexemes.cursor();
    }

    /** {@code "(" status-att *(SP status-att) ")"}. */
    Set<StatusItem> items() {
        Set<StatusItem> items = EnumSet.noneOf(StatusItem.class);
        cursor.expect('(', "(");
        do {
            items.add(statusAtt());
        } while (lexemes.acceptSp());
        cursor.expect(')', ")");
        return items;
    }

    private StatusItem statusAtt() {
        int at = cursor.position();
        String word = Ascii.toUpper(lexemes.atom("status-att"));
        for (StatusItem item : StatusItem.values()) {
            if (item.word().equals(word)) {
                return item;
            }
        }
        cursor.position(at);
        throw cursor.fail("status-att");
    }
}
