package org.packetboat.delivery.remote.smtp;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.contracts.records.AcceptedMail.DeliverByMode;
import org.packetboat.contracts.records.Recipient;
import org.packetboat.delivery.queue.Destination;
import org.packetboat.mail.smtp.EnhancedStatus;

/** How a message travels to a server that offers certain extensions, or why it cannot. Pure. */
sealed interface Plan {
    /**
     * It can.
     *
     * @param mail the MAIL command
     * @param recipients the RCPT commands, in the order of the envelope
     */
    record Go(String mail, List<Command> recipients, Carrier carrier, Outcome.Dsn dsn) implements Plan {}

    /** It cannot, and would not later either. */
    record Impossible(EnhancedStatus status, String text) implements Plan {}

    /** It can when it is written anew for those who take 7 bits and lines of 998 octets; what holds if that is not possible. */
    record Convert(Impossible otherwise) implements Plan {}

    /** What carries the octets. */
    enum Carrier {
        /** RFC 5321 §4.1.1.4, with dots stuffed. */
        DATA,
        /** RFC 3030 §2: as they are. */
        BDAT
    }

    /** An RCPT command, or why there is none for this recipient. */
    sealed interface Command {
        /** To be said. */
        record Say(String line) implements Command {}

        /** Not to be said to this server. */
        record Skip(EnhancedStatus status, String text) implements Command {}
    }

    /** Whether the connection is encrypted, and whether it is known to whom. */
    enum Security {
        CLEAR,
        ENCRYPTED,
        VERIFIED
    }

    static Plan of(Envelope envelope, BodyFacts facts, Extensions offered, Security security) {
        AcceptedMail mail = envelope.mail();
        if (facts.octets() > offered.largestMessage()) {
            // RFC 1870 §6.1: no need to ask.
            return new Impossible(
                    EnhancedStatus.MESSAGE_TOO_BIG,
                    "552 5.3.4 The next server takes messages up to " + offered.largestMessage());
        }
        boolean isPromised = security == Security.VERIFIED && offered.has(Extensions.REQUIRE_TLS);
        if (mail.getRequireTls() && !isPromised && !mail.getReversePath().isEmpty()) {
            // RFC 8689 §4.2.1; a notification is not given up for this (§5).
            return new Impossible(
                    new EnhancedStatus(5, 7, 30), "550 5.7.30 REQUIRETLS: the next server does not promise it");
        }
        if (mail.getDeliverByMode() == DeliverByMode.RETURN
                && !(offered.has(Extensions.DELIVER_BY) && secondsLeft(envelope) >= offered.shortestDeliverBy())) {
            // RFC 2852 §4.1.4.1.
            return new Impossible(
                    new EnhancedStatus(5, 3, 3),
                    "550 5.3.3 DELIVERBY: the next server does not promise to return it in time");
        }
        boolean binary = facts.binary() || mail.getBinaryMime();
        if (binary && !(offered.has(Extensions.CHUNKING) && offered.has(Extensions.BINARY_MIME))) {
            // RFC 3030 §3.
            return convert(new EnhancedStatus(5, 6, 3), "554 5.6.3 The next server takes no binary messages");
        }
        if (facts.longLines() && !offered.has(Extensions.CHUNKING)) {
            return convert(
                    new EnhancedStatus(5, 6, 0),
                    "554 5.6.0 A line is longer than 998 octets, which the next server does not take");
        }
        if (facts.eightBit() && !binary && !offered.has(Extensions.EIGHT_BIT_MIME)) {
            // RFC 6152 §3: what cannot be converted comes back.
            return convert(new EnhancedStatus(5, 6, 3), "554 5.6.3 The next server takes no 8-bit messages");
        }
        boolean requiresTls = mail.getRequireTls() && isPromised;
        return go(envelope, facts, offered, binary, requiresTls);
    }

    private static Plan convert(EnhancedStatus status, String text) {
        return new Convert(new Impossible(status, text));
    }

    private static long secondsLeft(Envelope envelope) {
        return Math.floorDiv(
                envelope.mail().getDeliverByMillis() - envelope.now().toEpochMilli(), 1_000L);
    }

    /** RFC 2852 §4.1.4; nothing where it was not asked for or is not known. */
    private static String by(Envelope envelope, Extensions offered) {
        AcceptedMail mail = envelope.mail();
        String mode = switch (mail.getDeliverByMode()) {
            case RETURN -> ";R";
            case NOTIFY -> ";N";
            case DELIVER_BY_MODE_UNSPECIFIED, UNRECOGNIZED -> "";
        };
        return mode.isEmpty() || !offered.has(Extensions.DELIVER_BY)
                ? ""
                : " BY=" + secondsLeft(envelope) + mode + (mail.getDeliverByTrace() ? "T" : "");
    }

    private static Outcome.Dsn report(AcceptedMail mail, Extensions offered) {
        boolean notKnown = mail.getDeliverByMode() == DeliverByMode.NOTIFY && !offered.has(Extensions.DELIVER_BY);
        if (mail.getDeliverByTrace() || notKnown) {
            return Outcome.Dsn.DUE;
        }
        return offered.has(Extensions.DSN) ? Outcome.Dsn.PASSED_ON : Outcome.Dsn.NOT_OFFERED;
    }

    private static Plan go(
            Envelope envelope, BodyFacts facts, Extensions offered, boolean binary, boolean requiresTls) {
        AcceptedMail mail = envelope.mail();
        boolean beyondAscii = facts.utf8Header() || !Paths.isAscii(Destination.ascii(mail.getReversePath()));
        boolean utf8 = offered.has(Extensions.SMTP_UTF8);
        if (beyondAscii && !utf8) {
            // RFC 6531 §3.2. A header in another charset promises nothing, and goes as 8-bit octets do.
            return new Impossible(new EnhancedStatus(5, 6, 7), "550 5.6.7 The next server does not take SMTPUTF8");
        }
        boolean needed = beyondAscii
                || envelope.recipients().stream().anyMatch(rcpt -> !Paths.isAscii(Destination.ascii(rcpt.address())));
        // RFC 6531 §3.4: without the parameter there is no address beyond ASCII.
        boolean said = utf8 && needed;
        String reversePath = "";
        if (!mail.getReversePath().isEmpty()) {
            var path = Paths.path(said ? mail.getReversePath() : Destination.ascii(mail.getReversePath()));
            if (path.isEmpty()) {
                return new Impossible(new EnhancedStatus(5, 1, 7), "553 5.1.7 The sender's address cannot be written");
            }
            reversePath = path.get();
        }
        boolean dsn = offered.has(Extensions.DSN);
        StringBuilder line =
                new StringBuilder("MAIL FROM:<").append(reversePath).append('>');
        if (offered.has(Extensions.SIZE)) {
            line.append(" SIZE=").append(facts.octets());
        }
        if (binary) {
            line.append(" BODY=BINARYMIME");
        } else if (facts.eightBit()) {
            line.append(" BODY=8BITMIME");
        }
        if (said) {
            line.append(" SMTPUTF8");
        }
        if (requiresTls) {
            line.append(" REQUIRETLS");
        }
        if (mail.getPriority() != 0 && offered.has(Extensions.MT_PRIORITY)) {
            line.append(" MT-PRIORITY=").append(mail.getPriority());
        }
        line.append(by(envelope, offered));
        if (dsn) {
            line.append(ofMail(mail));
        }
        // RFC 2852 §4.1.4.2: the next server knows nothing of the time, and may tell of delays in its own.
        boolean isLeftToDsn = mail.getDeliverByMode() == DeliverByMode.NOTIFY
                && !offered.has(Extensions.DELIVER_BY)
                && secondsLeft(envelope) > 0;
        List<Command> recipients = envelope.recipients().stream()
                .map(rcpt -> rcpt(isLeftToDsn ? rcpt.toldOfDelays() : rcpt, said, dsn))
                .toList();
        Carrier carrier = binary || facts.longLines() ? Carrier.BDAT : Carrier.DATA;
        return new Go(line.toString(), recipients, carrier, report(mail, offered));
    }

    /** RFC 3461 §5.2.1 (a) and (b): as they came. */
    private static String ofMail(AcceptedMail mail) {
        String ret = switch (mail.getDsnReturn()) {
            case FULL -> " RET=FULL";
            case HEADERS -> " RET=HDRS";
            case DSN_RETURN_UNSPECIFIED, UNRECOGNIZED -> "";
        };
        return mail.getEnvelopeId().isEmpty() ? ret : ret + " ENVID=" + Paths.xtext(mail.getEnvelopeId());
    }

    private static Command rcpt(Envelope.Rcpt rcpt, boolean utf8, boolean dsn) {
        String address = utf8 ? rcpt.address() : Destination.ascii(rcpt.address());
        if (!utf8 && !Paths.isAscii(address)) {
            return new Command.Skip(new EnhancedStatus(5, 6, 7), "550 5.6.7 The next server does not take SMTPUTF8");
        }
        var path = Paths.path(address);
        if (path.isEmpty()) {
            return new Command.Skip(new EnhancedStatus(5, 1, 3), "501 5.1.3 Not an address");
        }
        StringBuilder line = new StringBuilder("RCPT TO:<").append(path.get()).append('>');
        if (dsn) {
            line.append(ofRcpt(rcpt.asked()));
        }
        return new Command.Say(line.toString());
    }

    /** RFC 3461 §5.2.1 (c) and (d). */
    private static String ofRcpt(Recipient asked) {
        StringBuilder parameters = new StringBuilder();
        if (asked.getNotifyCount() > 0) {
            parameters
                    .append(" NOTIFY=")
                    .append(asked.getNotifyList().stream()
                            .map(notify -> notify.name().toUpperCase(Locale.ROOT))
                            .collect(Collectors.joining(",")));
        }
        String original = asked.getOriginalRecipient();
        int semicolon = original.indexOf(';');
        if (semicolon > 0) {
            String type = original.substring(0, semicolon);
            String address = original.substring(semicolon + 1);
            boolean utf8 = type.equalsIgnoreCase("utf-8");
            parameters
                    .append(" ORCPT=")
                    .append(Paths.xtext(type))
                    .append(';')
                    .append(utf8 ? Paths.unitext(address) : Paths.xtext(address));
        }
        return parameters.toString();
    }
}
