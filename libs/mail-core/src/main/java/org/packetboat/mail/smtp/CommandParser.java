package org.packetboat.mail.smtp;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.packetboat.mail.address.AddressParser;
import org.packetboat.mail.address.ForwardPath;
import org.packetboat.mail.address.ReversePath;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.CharClass;
import org.packetboat.mail.octets.OctetCursor;
import org.packetboat.mail.octets.Octets;

/**
 * Reads one command line without its CRLF, RFC 5321 §4.1.1. A failure at offset 0 is an unknown verb, any other one an argument.
 *
 * <p>Leniencies, each for people who type and for programs that were written by them: <em>spaceAfterColon</em> ({@code MAIL FROM: <a@b>}),
 * <em>pathWithoutBrackets</em> ({@code mail from: a@b}), <em>anyHeloName</em> (what follows HELO need not be a domain), trailing space (RFC
 * 5321 §4.1.1 asks for it).
 */
public final class CommandParser {
    /** What is expected of a BDAT that cannot be read. */
    public static final String CHUNK_SIZE = "chunk-size and nothing but LAST behind it";

    private static final int MAX_HELO_OCTETS = 255;
    private static final int MAX_VERB_OCTETS = 16;

    private static final String END_OF_LINE = "end of line";

    private static final CharClass SPACE = CharClass.of(" ");
    /** RFC 4422 §3.1, and lower case, since keywords are sent in any case. */
    private static final CharClass SASL_MECHANISM =
            CharClass.ALPHA.or(CharClass.DIGIT).or("-_");

    private static final CharClass PRINTABLE = CharClass.range(' ', '~').or(CharClass.EIGHT_BIT);

    private static final String SMTPUTF8 = " SMTPUTF8";

    private final OctetCursor cursor;

    private CommandParser(Octets line) {
        cursor = new OctetCursor(line);
    }

    /**
     * Reads a line.
     *
     * @throws SyntaxException if it is no command
     */
    public static SmtpCommand parse(Octets line) {
        return new CommandParser(withoutTrailingSpace(line)).command();
    }

    private static Octets withoutTrailingSpace(Octets line) {
        int end = line.length();
        while (end > 0 && Ascii.isWsp(line.at(end - 1))) {
            end--;
        }
        return line.slice(0, end);
    }

    private SmtpCommand command() {
        Octets verb = cursor.takeWhile(CharClass.ALPHA);
        boolean complete = cursor.atEnd() || cursor.peek() == ' ';
        if (!complete || verb.isEmpty() || verb.length() > MAX_VERB_OCTETS) {
            throw unknownVerb();
        }
        return switch (Ascii.toUpper(verb.ascii())) {
            case "HELO" -> new SmtpCommand.Helo(anyHeloName());
            case "EHLO" -> new SmtpCommand.Ehlo(anyHeloName());
            case "LHLO" -> new SmtpCommand.Lhlo(anyHeloName());
            case "MAIL" -> mail();
            case "RCPT" -> rcpt();
            case "DATA" -> alone(new SmtpCommand.Data());
            case "BDAT" -> bdat();
            case "RSET" -> alone(new SmtpCommand.Rset());
            case "QUIT" -> alone(new SmtpCommand.Quit());
            case "NOOP" -> text(new SmtpCommand.Noop());
            case "HELP" -> text(new SmtpCommand.Help());
            case "VRFY" -> new SmtpCommand.Vrfy(name());
            case "EXPN" -> new SmtpCommand.Expn(name());
            case "STARTTLS" -> alone(new SmtpCommand.StartTls());
            case "AUTH" -> auth();
            case "XCLIENT" -> xclient();
            case "ETRN", "SAML", "SEND", "SOML", "TURN" -> new SmtpCommand.NotImplemented(Ascii.toUpper(verb.ascii()));
            default -> throw unknownVerb();
        };
    }

    /** {@code "AUTH" SP sasl-mech [SP initial-response]}, RFC 4954 §8. */
    private SmtpCommand auth() {
        space();
        String mechanism = cursor.takeSome(SASL_MECHANISM, "sasl-mech").ascii();
        Optional<Octets> initialResponse = Optional.empty();
        if (!cursor.atEnd()) {
            space();
            initialResponse = Optional.of(cursor.takeSome(CharClass.VCHAR, "initial-response"));
        }
        return alone(new SmtpCommand.Auth(mechanism, initialResponse));
    }

    /** {@code [SP String]} that means nothing (RFC 5321 §4.1.1.8, §4.1.1.9); any text, for nobody reads it, but text. */
    private SmtpCommand text(SmtpCommand command) {
        cursor.skipWhile(PRINTABLE);
        return alone(command);
    }

    private static SyntaxException unknownVerb() {
        return new SyntaxException(0, "command");
    }

    /** {@code "MAIL" SP "FROM:" Reverse-path [SP Mail-parameters]}. */
    private SmtpCommand mail() {
        space();
        cursor.expectIgnoreCase("FROM:");
        spaceAfterColon();
        ReversePath path = cursor.peek() == '<'
                ? new AddressParser(cursor).reversePath()
                : new ReversePath.Address(pathWithoutBrackets().mailbox());
        return new SmtpCommand.Mail(path, new ParameterParser(cursor).mailParameters());
    }

    /** {@code "RCPT" SP "TO:" Forward-path [SP Rcpt-parameters]}. */
    private SmtpCommand rcpt() {
        space();
        cursor.expectIgnoreCase("TO:");
        spaceAfterColon();
        ForwardPath path = cursor.peek() == '<' ? new AddressParser(cursor).forwardPath() : bareForwardPath();
        return new SmtpCommand.Rcpt(path, new ParameterParser(cursor).rcptParameters());
    }

    private ForwardPath bareForwardPath() {
        AddressParser parser = pathWithoutBrackets();
        int from = cursor.position();
        if (cursor.acceptIgnoreCase("postmaster") && (cursor.atEnd() || cursor.peek() == ' ')) {
            return ForwardPath.POSTMASTER;
        }
        cursor.position(from);
        return new ForwardPath.Address(parser.mailbox());
    }

    /** Leniency: {@code MAIL FROM: <a@b>}. Typed by people, sent by many scripts and some appliances. */
    private void spaceAfterColon() {
        cursor.skipWhile(SPACE);
    }

    /** Leniency: {@code mail from: a@b}. Typed by people; an address without brackets is a Mailbox and nothing else. */
    private AddressParser pathWithoutBrackets() {
        return new AddressParser(cursor);
    }

    /** Leniency: RFC 5321 §4.1.4 forbids to refuse mail because of this name, so it need only be harmless in a trace field. */
    private String anyHeloName() {
        space();
        Octets name = cursor.takeSome(CharClass.VCHAR, "Domain");
        cursor.expectEnd(END_OF_LINE);
        if (name.length() > MAX_HELO_OCTETS) {
            throw new SyntaxException(5, "Domain of at most 255 octets");
        }
        return name.ascii();
    }

    /** {@code "BDAT" SP chunk-size [SP end-marker]}, RFC 3030 §2. Whatever does not fit, what is missed is how many octets follow. */
    private SmtpCommand bdat() {
        try {
            space();
            long octets = cursor.number(0, Long.MAX_VALUE, CHUNK_SIZE);
            SmtpCommand.Chunk chunk = SmtpCommand.Chunk.MORE;
            if (!cursor.atEnd()) {
                space();
                cursor.expectIgnoreCase("LAST");
                chunk = SmtpCommand.Chunk.LAST;
            }
            return alone(new SmtpCommand.Bdat(octets, chunk));
        } catch (SyntaxException e) {
            throw new SyntaxException(e.offset(), CHUNK_SIZE);
        }
    }

    /** {@code "XCLIENT" 1*(SP attribute-name "=" xtext)} as Postfix has it; a name that it does not know is a mistake. */
    private SmtpCommand xclient() {
        Map<XclientAttribute, Optional<String>> attributes = new EnumMap<>(XclientAttribute.class);
        do {
            space();
            XclientAttribute attribute = attributeName();
            cursor.expect('=', "\"=\"");
            Octets value = cursor.takeSome(CharClass.VCHAR, "attribute-value");
            boolean isUnknown = value.equalsIgnoreCase("[UNAVAILABLE]") || value.equalsIgnoreCase("[TEMPUNAVAIL]");
            attributes.put(
                    attribute, isUnknown ? Optional.empty() : Optional.of(Xtext.printable(value.ascii(), cursor)));
        } while (!cursor.atEnd());
        return new SmtpCommand.Xclient(attributes);
    }

    private XclientAttribute attributeName() {
        Octets name = cursor.takeSome(CharClass.ALPHA, "attribute-name");
        for (XclientAttribute attribute : XclientAttribute.values()) {
            if (name.equalsIgnoreCase(attribute.name())) {
                return attribute;
            }
        }
        throw cursor.fail("attribute-name");
    }

    /**
     * {@code String = Atom / Quoted-string} of VRFY and EXPN, also a path, also several words: what people ask for. Behind it {@code SMTPUTF8} may
     * stand (RFC 6531 §3.7.4.2).
     */
    private SmtpCommand.Name name() {
        space();
        if (cursor.peek() == '<') {
            ForwardPath path = new AddressParser(cursor).forwardPath();
            boolean utf8 = cursor.acceptIgnoreCase(SMTPUTF8);
            cursor.expectEnd(END_OF_LINE);
            return new SmtpCommand.Name(path.unquoted(), utf8);
        }
        Octets words = cursor.takeSome(PRINTABLE, "String");
        cursor.expectEnd(END_OF_LINE);
        int behind = words.length() - SMTPUTF8.length();
        boolean utf8 = behind > 0 && words.slice(behind).equalsIgnoreCase(SMTPUTF8);
        Octets octets = utf8 ? words.slice(0, behind) : words;
        String text = octets.utf8();
        if (!Octets.utf8(text).equals(octets)) {
            throw cursor.fail("UTF-8");
        }
        boolean quoted = text.length() > 1 && text.charAt(0) == '"' && text.indexOf('"', 1) == text.length() - 1;
        return new SmtpCommand.Name(quoted ? text.substring(1, text.length() - 1) : text, utf8);
    }

    private SmtpCommand alone(SmtpCommand command) {
        cursor.expectEnd(END_OF_LINE);
        return command;
    }

    private void space() {
        if (cursor.skipWhile(SPACE) == 0) {
            throw cursor.fail("SP");
        }
    }
}
