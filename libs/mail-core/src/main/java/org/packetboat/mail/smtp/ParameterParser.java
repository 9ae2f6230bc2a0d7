package org.packetboat.mail.smtp;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.CharClass;
import org.packetboat.mail.octets.OctetCursor;
import org.packetboat.mail.octets.Octets;

/** Reads {@code *(SP esmtp-param)} of MAIL and RCPT, RFC 5321 §4.1.2, and the values that extensions give them. */
final class ParameterParser {
    /** More than twice as many as there are. */
    private static final int MAX_PARAMETERS = 32;

    private static final int MAX_ENVELOPE_ID_OCTETS = 100;
    private static final int MAX_ORIGINAL_RECIPIENT_OCTETS = 500;
    private static final String MAIL_ADDRESS = "rfc822";
    private static final String UTF8_ADDRESS = "utf-8";

    private static final CharClass SPACE = CharClass.of(" ");
    private static final CharClass ESMTP_KEYWORD =
            CharClass.ALPHA.or(CharClass.DIGIT).or("-");
    /** RFC 5321 §4.1.2: anything printable but "=" and space; RFC 6531 §3.3 adds UTF-8. */
    private static final CharClass ESMTP_VALUE = CharClass.VCHAR.except("=").or(CharClass.EIGHT_BIT);

    private static final CharClass ATOM = CharClass.ALPHA.or(CharClass.DIGIT).or("!#$%&'*+-/=?^_`{|}~");

    /** {@code date-time} of RFC 3339 §5.6 that ends in Z. */
    private static final DateTimeFormatter UTC = DateTimeFormatter.ISO_INSTANT;

    private final OctetCursor cursor;

    /** Goes on where the cursor stands: behind a path. */
    ParameterParser(OctetCursor cursor) {
        this.cursor = cursor;
    }

    /** {@code Mail-parameters}. */
    MailParameters mailParameters() {
        if (cursor.atEnd()) {
            return MailParameters.NONE;
        }
        OptionalLong size = OptionalLong.empty();
        BodyType body = BodyType.SEVEN_BIT;
        Set<MailOption> options = EnumSet.noneOf(MailOption.class);
        Optional<DsnRequest.Returned> returned = Optional.empty();
        Optional<String> envelopeId = Optional.empty();
        Optional<Timing.Hold> hold = Optional.empty();
        Optional<Timing.DeliverBy> deliverBy = Optional.empty();
        OptionalInt priority = OptionalInt.empty();
        List<EsmtpParameter> unknown = new ArrayList<>();
        for (EsmtpParameter parameter : parameters()) {
            String value = parameter.value();
            switch (parameter.keyword()) {
                case "SIZE" -> size = OptionalLong.of(sizeValue(value));
                case "BODY" -> body = bodyValue(value);
                case "AUTH" -> submitter(value);
                case "SMTPUTF8" -> options.add(option(MailOption.SMTPUTF8, value));
                case "REQUIRETLS" -> options.add(option(MailOption.REQUIRETLS, value));
                case "RET" -> returned = Optional.of(ret(value));
                case "ENVID" -> envelopeId = Optional.of(envid(value));
                case "HOLDFOR" -> hold = Optional.of(first(hold, holdFor(value)));
                case "HOLDUNTIL" -> hold = Optional.of(first(hold, holdUntil(value)));
                case "BY" -> deliverBy = Optional.of(byValue(value));
                case "MT-PRIORITY" -> priority = OptionalInt.of(priorityValue(value));
                default -> unknown.add(parameter);
            }
        }
        return new MailParameters(
                size,
                body,
                options,
                new DsnRequest(returned, envelopeId),
                new Timing(hold, deliverBy, priority),
                unknown);
    }

    /** {@code Rcpt-parameters}. */
    RcptParameters rcptParameters() {
        if (cursor.atEnd()) {
            return RcptParameters.NONE;
        }
        Set<Notify> notify = Set.of();
        Optional<String> originalRecipient = Optional.empty();
        List<EsmtpParameter> unknown = new ArrayList<>();
        for (EsmtpParameter parameter : parameters()) {
            switch (parameter.keyword()) {
                case "NOTIFY" -> notify = notifyValue(parameter.value());
                case "ORCPT" -> originalRecipient = Optional.of(originalRecipient(parameter.value()));
                default -> unknown.add(parameter);
            }
        }
        return new RcptParameters(notify, originalRecipient, unknown);
    }

    /** Each keyword at most once (RFC 3461 §4.5 and others). */
    private List<EsmtpParameter> parameters() {
        List<EsmtpParameter> parameters = new ArrayList<>();
        while (!cursor.atEnd()) {
            if (cursor.skipWhile(SPACE) == 0) {
                throw cursor.fail("SP");
            }
            if (parameters.size() == MAX_PARAMETERS) {
                throw cursor.fail("at most " + MAX_PARAMETERS + " parameters");
            }
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
        Octets value = cursor.takeSome(ESMTP_VALUE, "esmtp-value");
        String text = value.utf8();
        if (!Octets.utf8(text).equals(value)) {
            throw cursor.fail("UTF-8");
        }
        return new EsmtpParameter(keyword, text);
    }

    /** {@code size-value = 1*20DIGIT}, RFC 1870 §4; what no long can hold is too big in any case. */
    private long sizeValue(String value) {
        if (value.isEmpty() || value.length() > 20) {
            throw cursor.fail("size-value");
        }
        OctetCursor digits = new OctetCursor(Octets.utf8(value));
        if (digits.skipWhile(CharClass.DIGIT) != value.length()) {
            throw cursor.fail("size-value");
        }
        digits.position(0);
        return value.length() > 18 ? Long.MAX_VALUE : digits.number(0, Long.MAX_VALUE, "size-value");
    }

    /** {@code body-value}, RFC 6152 §2 and RFC 3030 §3. */
    private BodyType bodyValue(String value) {
        return switch (Ascii.toUpper(value)) {
            case "7BIT" -> BodyType.SEVEN_BIT;
            case "8BITMIME" -> BodyType.EIGHT_BIT_MIME;
            case "BINARYMIME" -> BodyType.BINARY_MIME;
            default -> throw cursor.fail("7BIT, 8BITMIME or BINARYMIME");
        };
    }

    /** {@code mailbox / "<>"} in xtext, RFC 4954 §5: who is said to have submitted it. Nobody here is trusted to say that; it has to be well-formed. */
    private void submitter(String value) {
        if (value.isEmpty()) {
            throw cursor.fail("xtext");
        }
        Xtext.printable(value, cursor);
    }

    private MailOption option(MailOption option, String value) {
        if (!value.isEmpty()) {
            throw cursor.fail(option.name() + " without a value");
        }
        return option;
    }

    private DsnRequest.Returned ret(String value) {
        return switch (Ascii.toUpper(value)) {
            case "FULL" -> DsnRequest.Returned.FULL;
            case "HDRS" -> DsnRequest.Returned.HEADERS;
            default -> throw cursor.fail("FULL or HDRS");
        };
    }

    private String envid(String value) {
        if (value.isEmpty() || value.length() > MAX_ENVELOPE_ID_OCTETS) {
            throw cursor.fail("xtext of at most 100 characters");
        }
        return Xtext.printable(value, cursor);
    }

    /** {@code "NEVER" / 1#notify-list-element}, RFC 3461 §4.1. */
    private Set<Notify> notifyValue(String value) {
        Set<Notify> notify = EnumSet.noneOf(Notify.class);
        OctetCursor list = new OctetCursor(Octets.utf8(value));
        do {
            notify.add(
                    notifyElement(Ascii.toUpper(list.takeWhile(CharClass.ALPHA).ascii())));
        } while (list.accept(','));
        if (!list.atEnd() || notify.contains(Notify.NEVER) && notify.size() > 1) {
            throw cursor.fail("notify-esmtp-value");
        }
        return notify;
    }

    private Notify notifyElement(String word) {
        return switch (word) {
            case "NEVER" -> Notify.NEVER;
            case "SUCCESS" -> Notify.SUCCESS;
            case "FAILURE" -> Notify.FAILURE;
            case "DELAY" -> Notify.DELAY;
            default -> throw cursor.fail("NEVER, SUCCESS, FAILURE or DELAY");
        };
    }

    /** {@code original-recipient-address = addr-type ";" xtext}, RFC 3461 §4.2. */
    private String originalRecipient(String value) {
        int separator = value.indexOf(';');
        boolean fits = separator > 0
                && Octets.utf8(value).length() <= MAX_ORIGINAL_RECIPIENT_OCTETS
                && ATOM.matchesAll(Octets.utf8(value.substring(0, separator)));
        if (!fits) {
            throw cursor.fail("original-recipient-address");
        }
        String type = value.substring(0, separator);
        String address = value.substring(separator + 1);
        if (Ascii.equalsIgnoreCase(type, UTF8_ADDRESS)) {
            return type + ";" + Xtext.utf8Address(address, cursor);
        }
        if (Ascii.equalsIgnoreCase(type, MAIL_ADDRESS)) {
            String decoded = Xtext.printableOrUtf8(address, cursor);
            boolean isAscii = decoded.chars().allMatch(c -> c < 0x80);
            return (isAscii ? type : UTF8_ADDRESS) + ";" + decoded;
        }
        return type + ";" + Xtext.printable(address, cursor);
    }

    /** One hold-param at most, RFC 4865 §4.2. */
    private Timing.Hold first(Optional<Timing.Hold> before, Timing.Hold hold) {
        if (before.isPresent()) {
            throw cursor.fail("one hold-param");
        }
        return hold;
    }

    /** {@code future-release-integer = %x31-39 *8DIGIT}, RFC 4865 §3. */
    private Timing.Hold holdFor(String value) {
        return new Timing.Hold.For(Duration.ofSeconds(number(value, 1, 999_999_999, "future-release-interval")));
    }

    /** {@code Internet-style-date-time-UTC}, RFC 4865 §3. */
    private Timing.Hold holdUntil(String value) {
        if (!value.endsWith("Z")) {
            throw cursor.fail("Internet-style-date-time-UTC");
        }
        try {
            return new Timing.Hold.Until(UTC.parse(value, Instant::from));
        } catch (DateTimeException _) {
            throw cursor.fail("Internet-style-date-time-UTC");
        }
    }

    /** {@code by-value = by-time ";" by-mode [by-trace]}, RFC 2852 §4. */
    private Timing.DeliverBy byValue(String value) {
        int separator = value.indexOf(';');
        if (separator < 0) {
            throw cursor.fail("by-value");
        }
        String time = value.substring(0, separator);
        boolean isNegative = time.startsWith("-");
        long seconds = number(isNegative || time.startsWith("+") ? time.substring(1) : time, 0, 999_999_999, "by-time");
        String mode = Ascii.toUpper(value.substring(separator + 1));
        boolean isTraced = mode.length() == 2 && mode.charAt(1) == 'T';
        Timing.DeliverBy.Mode byMode = switch (isTraced ? mode.substring(0, 1) : mode) {
            case "N" -> Timing.DeliverBy.Mode.NOTIFY;
            case "R" -> Timing.DeliverBy.Mode.RETURN;
            default -> throw cursor.fail("by-mode");
        };
        if (byMode == Timing.DeliverBy.Mode.RETURN && (isNegative || seconds == 0)) {
            throw cursor.fail("by-time above zero");
        }
        return new Timing.DeliverBy(Duration.ofSeconds(isNegative ? -seconds : seconds), byMode, isTraced);
    }

    /** {@code priority-value = (["-"] NZDIGIT) / "0"}, RFC 6710 §7. */
    private int priorityValue(String value) {
        boolean isNegative = value.startsWith("-");
        String digits = isNegative ? value.substring(1) : value;
        if (digits.length() != 1) {
            throw cursor.fail("priority-value");
        }
        int priority = (int) number(digits, isNegative ? 1 : 0, 9, "priority-value");
        return isNegative ? -priority : priority;
    }

    private long number(String value, long lowest, long highest, String production) {
        OctetCursor digits = new OctetCursor(Octets.utf8(value));
        try {
            long number = digits.number(lowest, highest, production);
            digits.expectEnd(production);
            return number;
        } catch (SyntaxException _) {
            throw cursor.fail(production);
        }
    }
}
