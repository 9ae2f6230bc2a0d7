package org.packetboat.mail.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
    private static final int MAX_HELO_OCTETS = 255;
    private static final int MAX_VERB_OCTETS = 16;

    private static final String END_OF_LINE = "end of line";

    private static final CharClass SPACE = CharClass.of(" ");
    private static final CharClass ESMTP_KEYWORD =
            CharClass.ALPHA.or(CharClass.DIGIT).or("-");
    /** RFC 5321 §4.1.2: anything printable but "=" and space. */
    private static final CharClass ESMTP_VALUE = CharClass.VCHAR.except("=");

    /** RFC 4422 §3.1, and lower case, since keywords are sent in any case. */
    private static final CharClass SASL_MECHANISM =
            CharClass.ALPHA.or(CharClass.DIGIT).or("-_");

    /** RFC 3461 §4. */
    private static final CharClass XCHAR = ESMTP_VALUE.except("+");

    private static final CharClass HEX = CharClass.DIGIT.or("ABCDEF");

    private static final CharClass PRINTABLE = CharClass.range(' ', '~');

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
            case "MAIL" -> mail();
            case "RCPT" -> rcpt();
            case "DATA" -> alone(new SmtpCommand.Data());
            case "RSET" -> alone(new SmtpCommand.Rset());
            case "QUIT" -> alone(new SmtpCommand.Quit());
            case "NOOP" -> new SmtpCommand.Noop();
            case "HELP" -> new SmtpCommand.Help();
            case "VRFY" -> new SmtpCommand.Vrfy(string());
            case "EXPN" -> new SmtpCommand.Expn(string());
            case "STARTTLS" -> alone(new SmtpCommand.StartTls());
            case "AUTH" -> auth();
            case "BDAT", "ETRN", "SAML", "SEND", "SOML", "TURN" ->
                new SmtpCommand.NotImplemented(Ascii.toUpper(verb.ascii()));
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
        return new SmtpCommand.Mail(path, mailParameters());
    }

    /** {@code "RCPT" SP "TO:" Forward-path [SP Rcpt-parameters]}. */
    private SmtpCommand rcpt() {
        space();
        cursor.expectIgnoreCase("TO:");
        spaceAfterColon();
        ForwardPath path = cursor.peek() == '<' ? new AddressParser(cursor).forwardPath() : bareForwardPath();
        return new SmtpCommand.Rcpt(path, parameters());
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

    private MailParameters mailParameters() {
        List<EsmtpParameter> parameters = parameters();
        if (parameters.isEmpty()) {
            return MailParameters.NONE;
        }
        OptionalLong size = OptionalLong.empty();
        BodyType body = BodyType.SEVEN_BIT;
        List<EsmtpParameter> unknown = new ArrayList<>();
        for (EsmtpParameter parameter : parameters) {
            switch (parameter.keyword()) {
                case "SIZE" -> size = OptionalLong.of(sizeValue(parameter.value()));
                case "BODY" -> body = bodyValue(parameter.value());
                case "AUTH" -> xtext(parameter.value());
                default -> unknown.add(parameter);
            }
        }
        return new MailParameters(size, body, unknown);
    }

    /** {@code size-value = 1*20DIGIT}, RFC 1870 §4; what no long can hold is too big in any case. */
    private long sizeValue(String value) {
        if (value.isEmpty() || value.length() > 20) {
            throw cursor.fail("size-value");
        }
        OctetCursor digits = new OctetCursor(Octets.ascii(value));
        if (digits.skipWhile(CharClass.DIGIT) != value.length()) {
            throw cursor.fail("size-value");
        }
        digits.position(0);
        return value.length() > 18 ? Long.MAX_VALUE : digits.number(0, Long.MAX_VALUE, "size-value");
    }

    /** {@code body-value = "7BIT" / "8BITMIME"}, RFC 6152 §2. */
    private BodyType bodyValue(String value) {
        return switch (Ascii.toUpper(value)) {
            case "7BIT" -> BodyType.SEVEN_BIT;
            case "8BITMIME" -> BodyType.EIGHT_BIT_MIME;
            default -> throw cursor.fail("7BIT or 8BITMIME");
        };
    }

    /** {@code mailbox / "<>"} in xtext, RFC 4954 §5: who is said to have submitted it. Nobody here is trusted to say that; it has to be well-formed. */
    private void xtext(String value) {
        OctetCursor text = new OctetCursor(Octets.ascii(value));
        do {
            boolean escaped = text.accept('+');
            boolean wellFormed =
                    escaped ? HEX.matches(text.peek()) && HEX.matches(text.peek(1)) : text.skipWhile(XCHAR) > 0;
            if (!wellFormed) {
                throw cursor.fail("xtext");
            }
            if (escaped) {
                text.take(2, "hexchar");
            }
        } while (!text.atEnd());
    }

    /** {@code *(SP esmtp-param)}, each keyword at most once. */
    private List<EsmtpParameter> parameters() {
        if (cursor.atEnd()) {
            return List.of();
        }
        List<EsmtpParameter> parameters = new ArrayList<>();
        while (!cursor.atEnd()) {
            space();
            parameters.add(esmtpParam(parameters));
        }
        return parameters;
    }

    /** {@code esmtp-param = esmtp-keyword ["=" esmtp-value]}. */
    private EsmtpParameter esmtpParam(List<EsmtpParameter> before) {
        Octets octets = cursor.takeSome(ESMTP_KEYWORD, "esmtp-keyword");
        String keyword = Ascii.toUpper(octets.ascii());
        if (keyword.charAt(0) == '-'
                || before.stream().anyMatch(other -> other.keyword().equals(keyword))) {
            throw cursor.fail("another esmtp-keyword");
        }
        if (!cursor.accept('=')) {
            return new EsmtpParameter(keyword, "");
        }
        return new EsmtpParameter(
                keyword, cursor.takeSome(ESMTP_VALUE, "esmtp-value").ascii());
    }

    /** {@code String = Atom / Quoted-string} of VRFY and EXPN, also a path, also several words: what people ask for. */
    private String string() {
        space();
        if (cursor.peek() == '<') {
            ForwardPath path = new AddressParser(cursor).forwardPath();
            cursor.expectEnd(END_OF_LINE);
            return path.unquoted();
        }
        String text = cursor.takeSome(PRINTABLE, "String").ascii();
        cursor.expectEnd(END_OF_LINE);
        boolean quoted = text.length() > 1 && text.charAt(0) == '"' && text.indexOf('"', 1) == text.length() - 1;
        return quoted ? text.substring(1, text.length() - 1) : text;
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
