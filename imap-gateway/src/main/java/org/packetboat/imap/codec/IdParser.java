package org.packetboat.imap.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.packetboat.imap.codec.ClientId.Field;
import org.packetboat.mail.octets.OctetCursor;
import org.packetboat.mail.octets.Octets;

/** {@code id} of RFC 2971 §4, within the bounds of its §3.3. */
final class IdParser {
    private final Lexemes lexemes;
    private final OctetCursor cursor;

    IdParser(Lexemes lexemes) {
        this.lexemes = lexemes;
        cursor = lexemes.cursor();
    }

    /** From after the verb. */
    ImapCommand id() {
        lexemes.sp();
        List<Field> fields = new ArrayList<>();
        if (!cursor.accept('(')) {
            cursor.expectIgnoreCase("NIL");
        } else if (!cursor.accept(')')) {
            do {
                if (fields.size() == ClientId.MOST_FIELDS) {
                    throw cursor.fail("at most 30 fields");
                }
                fields.add(field());
            } while (lexemes.acceptSp());
            cursor.expect(')', ")");
        }
        return new ImapCommand.Id(new ClientId(fields));
    }

    private Field field() {
        String name = text(ClientId.MOST_NAME_OCTETS, "field name of at most 30 octets");
        lexemes.sp();
        int next = cursor.peek();
        if (next == '"' || next == '{') {
            return new Field(name, Optional.of(text(ClientId.MOST_VALUE_OCTETS, "value of at most 1024 octets")));
        }
        cursor.expectIgnoreCase("NIL");
        return new Field(name, Optional.empty());
    }

    private String text(int most, String expected) {
        int at = cursor.position();
        Octets text = lexemes.string();
        if (text.length() > most) {
            cursor.position(at);
            throw cursor.fail(expected);
        }
        return text.toString(StandardCharsets.ISO_8859_1);
    }
}
