package org.packetboat.mail.message;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.packetboat.mail.octets.CharClass;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;

/**
 * The trace fields that the SMTP gateway writes in front of a message: Return-Path, then Received. RFC 5321 §4.4. Whatever the client said
 * is cut and cleaned: no line end, control, parenthesis or stray bracket gets in.
 *
 * @param reversePath address without angle brackets, empty for the null reverse-path
 * @param helo what the client said in EHLO or HELO
 * @param clientAddress IP address in its usual text form, without brackets
 * @param hostname of this server
 * @param protocol the "with" keyword: SMTP, ESMTP, ESMTPS, ESMTPA, ESMTPSA, UTF8SMTP ... (RFC 3848)
 * @param deliveryId text form of the delivery id
 * @param recipient forward-path without angle brackets if there is only one recipient, else empty
 * @param priority of the message, where its sender gave one (RFC 6710 §4.1)
 * @param acceptedAt when the message arrived
 */
public record TraceHeader(
        String reversePath,
        String helo,
        String clientAddress,
        String hostname,
        String protocol,
        String deliveryId,
        Optional<String> recipient,
        OptionalInt priority,
        Instant acceptedAt) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss '+0000'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final CharClass DOMAIN =
            CharClass.ALPHA.or(CharClass.DIGIT).or(".-_:[]").or(CharClass.EIGHT_BIT);
    private static final CharClass WORD = CharClass.ALPHA.or(CharClass.DIGIT).or("-_.");
    private static final CharClass PATH =
            CharClass.VCHAR.or(CharClass.EIGHT_BIT).or(" ").except("<>");

    /** "Return-Path: <...>" and CRLF. */
    public Octets returnPath() {
        OctetsBuilder out = new OctetsBuilder(64);
        appendReturnPath(out);
        return out.seal();
    }

    /** The folded Received field and CRLF. */
    public Octets received() {
        OctetsBuilder out = new OctetsBuilder(256);
        appendReceived(out);
        return out.seal();
    }

    /** Both, in the order in which they stand in front of the message. */
    public Octets octets() {
        OctetsBuilder out = new OctetsBuilder(320);
        appendReturnPath(out);
        appendReceived(out);
        return out.seal();
    }

    /** The date in the form of RFC 5322 §3.3, in UTC. */
    public static String date(Instant instant) {
        return DATE.format(instant);
    }

    private void appendReturnPath(OctetsBuilder out) {
        out.append("Return-Path: <");
        appendClean(out, reversePath, PATH, 512);
        out.append(">\r\n");
    }

    private void appendReceived(OctetsBuilder out) {
        out.append("Received: from ");
        appendClean(out, helo.isEmpty() ? "unknown" : helo, DOMAIN, 255);
        out.append(" ([");
        if (clientAddress.indexOf(':') >= 0) {
            out.append("IPv6:");
        }
        appendClean(out, clientAddress, DOMAIN.except("[]"), 64);
        out.append("])\r\n\tby ");
        appendClean(out, hostname, DOMAIN, 255);
        out.append(" with ");
        appendClean(out, protocol, WORD, 32);
        out.append(" id ");
        appendClean(out, deliveryId, WORD, 64);
        if (recipient.isPresent()) {
            out.append("\r\n\tfor <");
            appendClean(out, recipient.get(), PATH, 512);
            out.append('>');
        }
        if (priority.isPresent()) {
            out.append("\r\n\tPRIORITY ").append(Integer.toString(priority.getAsInt()));
        }
        out.append(";\r\n\t").append(date(acceptedAt)).append("\r\n");
    }

    private static void appendClean(OctetsBuilder out, String text, CharClass allowed, int limit) {
        Octets octets = Octets.utf8(text);
        if (octets.length() > limit) {
            octets = octets.slice(0, limit);
        }
        for (int i = 0; i < octets.length(); i++) {
            int octet = octets.at(i);
            out.append(allowed.matches(octet) ? octet : '?');
        }
    }
}
