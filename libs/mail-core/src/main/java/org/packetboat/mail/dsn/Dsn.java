package org.packetboat.mail.dsn;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.packetboat.mail.message.HeaderSection;
import org.packetboat.mail.message.TraceHeader;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;

/**
 * A delivery status notification that tells a sender which recipients did not get a message. RFC 3464, RFC 6522. The octets follow from the
 * values alone, so that composing it again gives the same message with the same Message-ID. Its envelope has the null reverse-path.
 *
 * @param deliveryId text form of the delivery id of the message that could not be delivered
 * @param reportingMta our host name
 * @param returnTo reverse-path of that message, without angle brackets, not empty
 * @param arrivedAt when that message was accepted
 * @param reportedAt the date of the notification; take one that a repetition takes as well
 * @param recipients that are reported, at least one
 * @param original the octets of that message, or their beginning; its header section is returned, as far as it fits into 32 KiB
 */
public record Dsn(
        String deliveryId,
        String reportingMta,
        String returnTo,
        Instant arrivedAt,
        Instant reportedAt,
        List<RecipientStatus> recipients,
        Octets original) {
    /** With which {@link #compose()} starts. */
    public static final Octets RETURN_PATH = Octets.ascii("Return-Path: <>\r\n");

    /** What is returned of the original header. */
    private static final int MOST_HEADER_OCTETS = 32 * 1024;

    private static final int MOST_RECIPIENTS = 1000;

    public Dsn {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty() || recipients.size() > MOST_RECIPIENTS) {
            throw new IllegalArgumentException("a notification reports 1 to " + MOST_RECIPIENTS + " recipients");
        }
        if (returnTo.isEmpty()) {
            throw new IllegalArgumentException("nobody is told about a message with the null reverse-path");
        }
    }

    /** The whole message, "Return-Path: &lt;&gt;" first, every line ended by CRLF. */
    public Octets compose() {
        String digest = digest();
        String boundary = "=_" + digest;
        Octets header = originalHeader();
        OctetsBuilder out = new OctetsBuilder(2048 + header.length());
        out.append(RETURN_PATH);
        appendHeader(out, digest, boundary);
        out.append("\r\n--").append(boundary).append("\r\n");
        appendText(out);
        out.append("\r\n--").append(boundary).append("\r\n");
        appendStatus(out);
        out.append("\r\n--").append(boundary).append("\r\n");
        out.append("Content-Description: Header of the undelivered message\r\nContent-Type: text/rfc822-headers");
        out.append(isAscii(header) ? "\r\n\r\n" : "; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n");
        out.append(header).append("\r\n--").append(boundary).append("--\r\n");
        return out.build();
    }

    private void appendHeader(OctetsBuilder out, String digest, String boundary) {
        out.append("Date: ").append(TraceHeader.date(reportedAt));
        out.append("\r\nFrom: Mail Delivery System <MAILER-DAEMON@").appendUtf8(clean(reportingMta));
        out.append(">\r\nTo: <").appendUtf8(clean(returnTo));
        out.append(">\r\nSubject: ");
        out.append(failed() ? "Undelivered mail returned to sender" : "Delivery status notification");
        out.append("\r\nMessage-ID: <").append(digest).append(".dsn@").appendUtf8(clean(reportingMta));
        out.append(">\r\n");
        Optional<Octets> answered = new HeaderSection(originalHeader()).first("message-id");
        if (answered.isPresent() && isMessageId(answered.get())) {
            out.append("In-Reply-To: ").append(answered.get()).append("\r\n");
            out.append("References: ").append(answered.get()).append("\r\n");
        }
        out.append("Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n");
        out.append("Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"");
        out.append(boundary).append("\"\r\n");
    }

    private boolean failed() {
        return recipients.stream().anyMatch(status -> status.action() == RecipientStatus.Action.FAILED);
    }

    private void appendText(OctetsBuilder out) {
        out.append("Content-Description: Notification\r\nContent-Type: text/plain; charset=utf-8\r\n");
        out.append("Content-Transfer-Encoding: 8bit\r\n\r\n");
        out.append("This is the mail system at ")
                .appendUtf8(clean(reportingMta))
                .append(".\r\n\r\n");
        out.append(
                failed()
                        ? "Your message could not be delivered to one or more recipients.\r\n"
                        : "This is the state of the delivery of your message.\r\n");
        out.append("Its header is attached below.\r\n");
        for (RecipientStatus status : recipients) {
            out.append("\r\n  <").appendUtf8(clean(status.recipient())).append(">: ");
            out.appendUtf8(clean(status.diagnostic())).append("\r\n");
        }
    }

    private void appendStatus(OctetsBuilder out) {
        out.append("Content-Description: Delivery report\r\nContent-Type: message/delivery-status\r\n\r\n");
        out.append("Reporting-MTA: dns; ").appendUtf8(clean(reportingMta));
        out.append("\r\nX-Packetboat-Delivery-Id: ").appendUtf8(clean(deliveryId));
        out.append("\r\nArrival-Date: ").append(TraceHeader.date(arrivedAt)).append("\r\n");
        for (RecipientStatus status : recipients) {
            out.append("\r\nFinal-Recipient: ").append(AddressType.format(clean(status.recipient())));
            out.append("\r\nAction: ").append(status.action().word());
            out.append("\r\nStatus: ").append(clean(status.status()));
            if (!status.diagnostic().isEmpty()) {
                out.append("\r\nDiagnostic-Code: smtp; ").append(AddressType.escape(clean(status.diagnostic())));
            }
            out.append("\r\n");
        }
    }

    /** Whole lines of the original header, without its blank line; line ends are CRLF whatever they were. */
    private Octets originalHeader() {
        Octets header = HeaderSection.leading(original.slice(0, Math.min(original.length(), MOST_HEADER_OCTETS)));
        OctetsBuilder out = new OctetsBuilder(header.length() + 2);
        int at = 0;
        while (at < header.length()) {
            int lineFeed = header.indexOf('\n', at);
            if (lineFeed < 0) {
                break;
            }
            int end = lineFeed > at && header.at(lineFeed - 1) == '\r' ? lineFeed - 1 : lineFeed;
            if (end > at) {
                out.append(header.slice(at, end)).append("\r\n");
            }
            at = lineFeed + 1;
        }
        return out.build();
    }

    private static boolean isMessageId(Octets value) {
        return value.length() < 500
                && value.length() > 2
                && value.at(0) == '<'
                && value.indexOf('>') == value.length() - 1
                && value.indexOf('\n') < 0;
    }

    private static boolean isAscii(Octets octets) {
        for (int i = 0; i < octets.length(); i++) {
            if (octets.at(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** One line, bounded. */
    private static String clean(String text) {
        StringBuilder cleaned = new StringBuilder();
        text.codePoints()
                .limit(500)
                .forEach(c -> cleaned.appendCodePoint(c < ' ' || c == 0x7F || c >= 0xD800 && c < 0xE000 ? '?' : c));
        return cleaned.toString();
    }

    private String digest() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(deliveryId.getBytes(StandardCharsets.UTF_8));
            for (RecipientStatus status : recipients) {
                sha.update((byte) 0);
                sha.update(status.recipient().getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(sha.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
