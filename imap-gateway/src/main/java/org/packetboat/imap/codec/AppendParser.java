package org.packetboat.imap.codec;

import java.util.Optional;
import java.util.OptionalLong;
import org.packetboat.imap.codec.AppendMessage.Form;
import org.packetboat.mail.octets.OctetCursor;
import org.packetboat.mail.octets.Octets;
import org.packetboat.net.framing.LiteralHeader;

/** The messages of APPEND and REPLACE, one after the other, each as far as the announcement of its octets (RFC 3502, RFC 4466 §2.6). */
public final class AppendParser {
    private final Lexemes lexemes;
    private final OctetCursor cursor;

    AppendParser(Lexemes lexemes) {
        this.lexemes = lexemes;
        cursor = lexemes.cursor();
    }

    /**
     * What follows the octets of a message.
     *
     * @param octets up to the end of the command or to the announcement of the next message, without the line end
     * @param before the message whose octets came last
     * @return the next message; empty at the end of the command
     * @throws org.packetboat.mail.failure.SyntaxException if it is neither
     */
    public static Optional<AppendMessage> next(Octets octets, AppendMessage before) {
        AppendParser parser = new AppendParser(new Lexemes(new OctetCursor(octets), Enabled.NONE));
        if (before.form() == Form.UTF8) {
            parser.cursor.expect(')', ")");
        }
        return parser.next();
    }

    private Optional<AppendMessage> next() {
        int at = cursor.position();
        while (cursor.accept(' ')) {
            // leniency "trailing spaces", see Lexemes.end
        }
        if (cursor.atEnd()) {
            return Optional.empty();
        }
        cursor.position(at);
        if (cursor.peek() != ' ') {
            throw cursor.fail("end of command");
        }
        return Optional.of(message());
    }

    /** {@code append-message}: {@code [SP flag-list] [SP date-time] SP append-data}. */
    AppendMessage message() {
        lexemes.sp();
        Flags flags = Flags.NONE;
        if (cursor.peek() == '(') {
            flags = lexemes.flags();
            lexemes.sp();
        }
        OptionalLong internalDate = OptionalLong.empty();
        if (cursor.peek() == '"') {
            internalDate = OptionalLong.of(DateParser.dateTime(cursor));
            lexemes.sp();
        }
        if (cursor.peek() == '{') {
            return new AppendMessage(flags, internalDate, announcement(), Form.LITERAL);
        }
        if (cursor.peek() == '~') {
            return new AppendMessage(flags, internalDate, literal8(), Form.LITERAL8);
        }
        if (!cursor.acceptIgnoreCase("UTF8 (")) {
            throw cursor.fail("literal");
        }
        return new AppendMessage(flags, internalDate, literal8(), Form.UTF8);
    }

    /** {@code literal8} (RFC 4466 §6), its announcement. */
    private LiteralHeader literal8() {
        cursor.expect('~', "literal8");
        return announcement();
    }

    /** Nothing may come between it and the line end, which makes it one. */
    private LiteralHeader announcement() {
        LiteralHeader header = lexemes.literalHeader();
        cursor.expectEnd("line end before the octets");
        return header;
    }
}
