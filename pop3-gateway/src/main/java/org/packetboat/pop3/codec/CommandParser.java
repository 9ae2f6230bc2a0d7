package org.packetboat.pop3.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.CharClass;
import org.packetboat.mail.octets.OctetCursor;
import org.packetboat.mail.octets.Octets;

/**
 * One command line without its line end (RFC 1939 §3, §9). Keywords in any case. Leniencies: {@link #blanks}, for people at telnet, accepts
 * several blanks where one is due, and blanks at the end of a line; {@link #auth}, for older Thunderbirds, takes AUTH alone as the
 * question for the mechanisms.
 */
public final class CommandParser {
    /** RFC 2449 §4: octets of a command with its CR LF. AUTH alone may be longer (RFC 5034 §4). */
    public static final int LINE_OCTETS = 255;

    private static final int LINE_END = 2;
    private static final CharClass ALPHANUMERIC =
            CharClass.range('A', 'Z').or(CharClass.range('a', 'z')).or(CharClass.range('0', '9'));
    /** RFC 4422 §3.1, in any case. */
    private static final CharClass MECHANISM = ALPHANUMERIC.or(CharClass.of("-_"));

    private static final CharClass LANGUAGE_RANGE = ALPHANUMERIC.or(CharClass.of("-*"));
    private static final CharClass NOT_CONTROL = CharClass.range(0x20, 0xFF).except("\u007f");
    private static final CharClass VISIBLE = CharClass.range(0x21, 0xFF).except("\u007f");
    private static final CharClass BLANK = CharClass.of(" ");

    private final OctetCursor cursor;

    private final int octets;

    private CommandParser(Octets line) {
        octets = line.length() + LINE_END;
        cursor = new OctetCursor(line);
    }

    /** Parses a line; throws SyntaxException when it is no command of ours, LimitException when it is longer than its command may be. */
    public static Pop3Command parse(Octets line) {
        return new CommandParser(line).command();
    }

    private Pop3Command command() {
        String verb = cursor.takeSome(ALPHANUMERIC, "keyword").ascii().toUpperCase(Locale.ROOT);
        if (octets > LINE_OCTETS && !verb.equals("AUTH")) {
            throw new LimitException(Limit.COMMAND_LINE, "over " + LINE_OCTETS);
        }
        return switch (verb) {
            case "USER" -> new Pop3Command.User(name());
            case "PASS" -> new Pop3Command.Pass(password());
            case "STAT" -> end(new Pop3Command.Stat());
            case "LIST" -> end(new Pop3Command.Listing(optionalMessage()));
            case "RETR" -> end(new Pop3Command.Retr(message()));
            case "DELE" -> end(new Pop3Command.Dele(message()));
            case "NOOP" -> end(new Pop3Command.Noop());
            case "RSET" -> end(new Pop3Command.Rset());
            case "QUIT" -> end(new Pop3Command.Quit());
            case "UIDL" -> end(new Pop3Command.Uidl(optionalMessage()));
            case "TOP" -> end(new Pop3Command.Top(message(), lines()));
            case "CAPA" -> end(new Pop3Command.Capa());
            case "STLS" -> end(new Pop3Command.Stls());
            case "AUTH" -> auth();
            case "UTF8" -> end(new Pop3Command.Utf8());
            case "LANG" -> end(new Pop3Command.Lang(optionalRange()));
            default -> throw cursor.fail("a known keyword");
        };
    }

    private Pop3Command end(Pop3Command command) {
        blanks();
        cursor.expectEnd("end of line");
        return command;
    }

    private Pop3Command auth() {
        blanks();
        if (cursor.atEnd()) {
            return new Pop3Command.Mechanisms();
        }
        String mechanism = cursor.takeSome(MECHANISM, "mechanism").ascii();
        if (!cursor.atEnd()) {
            due();
        }
        Optional<Octets> initialResponse =
                cursor.atEnd() ? Optional.empty() : Optional.of(cursor.takeSome(VISIBLE, "initial response"));
        return end(new Pop3Command.Auth(mechanism, initialResponse));
    }

    private Optional<String> optionalRange() {
        blanks();
        return cursor.atEnd()
                ? Optional.empty()
                : Optional.of(cursor.takeSome(LANGUAGE_RANGE, "language range").ascii());
    }

    private String name() {
        due();
        String name = utf8(cursor.takeSome(VISIBLE, "name"));
        blanks();
        cursor.expectEnd("end of line");
        return name;
    }

    /** RFC 1939 §7: the password begins after exactly one blank and may hold blanks anywhere. */
    private String password() {
        cursor.expect(' ', "blank");
        String password = utf8(cursor.takeSome(NOT_CONTROL, "password"));
        cursor.expectEnd("end of line");
        return password;
    }

    private Optional<MessageNumber> optionalMessage() {
        blanks();
        return cursor.atEnd() ? Optional.empty() : Optional.of(number());
    }

    private MessageNumber message() {
        due();
        return number();
    }

    private MessageNumber number() {
        return new MessageNumber((int) cursor.number(1, Integer.MAX_VALUE, "message number"));
    }

    private int lines() {
        due();
        return (int) cursor.number(0, Integer.MAX_VALUE, "number of lines");
    }

    private void due() {
        cursor.expect(' ', "blank");
        blanks();
    }

    private void blanks() {
        cursor.skipWhile(BLANK);
    }

    private String utf8(Octets octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets.array(), octets.offset(), octets.length()))
                    .toString();
        } catch (CharacterCodingException e) {
            SyntaxException failure = cursor.fail("UTF-8");
            failure.addSuppressed(e);
            throw failure;
        }
    }
}
