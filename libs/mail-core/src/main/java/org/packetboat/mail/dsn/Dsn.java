package org.packetboat.mail.dsn;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
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
 * @param reportingMta our host name
 * @param reportedAt the date of the notification; take one that a repetition takes as well
 * @param recipients that are reported, at least one
 * @param original the message that it is about
 */
public record Dsn(String reportingMta, Instant reportedAt, List<RecipientStatus> recipients, Original original) {
    /** With which {@link #compose()} starts. */
    public static final Octets RETURN_PATH = Octets.ascii("Return-Path: <>\r\n");

    /** What is returned of the original header. */
    private static final int MOST_HEADER_OCTETS = 32 * 1024;

    private static final int MOST_RECIPIENTS = 1000;

    /** How much of a message is returned. RFC 3461 §4.3. */
    public enum Extent {
        HEADER,
        FULL
    }

    /**
     * A message that is reported about.
     *
     * @param deliveryId text form of its delivery id
     * @param asked what its sender said of it
     * @param returnTo its reverse-path, without angle brackets, not empty
     * @param arrivedAt when it was accepted
     * @param extent what of it is returned; {@link Extent#FULL} needs all of its octets
     * @param octets of the message, or their beginning; of its header section what fits into 32 KiB is returned
     */
    public record Original(
            String deliveryId, Asked asked, String returnTo, Instant arrivedAt, Extent extent, Octets octets) {
        public Original {
            if (returnTo.isEmpty()) {
                throw new IllegalArgumentException("nobody is told about a message with the null reverse-path");
            }
        }
    }

    /**
     * What a sender said at MAIL and hears again.
     *
     * @param envelopeId RFC 3461 §4.4, without xtext; empty for none
     * @param futureRelease RFC 4865 §5.1.2: "for;SECONDS" or "until;DATE-TIME"; empty for none
     * @param deliverBy RFC 2852 §5
     */
    public record Asked(String envelopeId, String futureRelease, Optional<Instant> deliverBy) {
        /** Nothing. */
        public static final Asked NOTHING = new Asked("", "", Optional.empty());
    }

    public Dsn {
        recipients = List.copyOf(recipients);
        if (recipients.isEmpty() || recipients.size() > MOST_RECIPIENTS) {
            throw new IllegalArgumentException("a notification reports 1 to " + MOST_RECIPIENTS + " recipients");
        }
    }

    /** The whole message, "Return-Path: &lt;&gt;" first, every line ended by CRLF. */
    public Octets compose() {
        String digest = digest();
        String boundary = "=_" + digest;
        Octets header = originalHeader();
        Octets returned = original.extent() == Extent.FULL ? original.octets() : header;
        TransferEncoding encoding = TransferEncoding.of(returned);
        Octets text = text();
        TransferEncoding textEncoding = TransferEncoding.of(text);
        OctetsBuilder out = new OctetsBuilder(2048 + text.length() + returned.length());
        out.append(RETURN_PATH);
        appendHeader(out, header, digest, boundary);
        appendLabel(out, encoding.widest(textEncoding));
        out.append("\r\n--").append(boundary).append("\r\n");
        out.append("Content-Description: Notification\r\nContent-Type: text/plain; charset=utf-8\r\n");
        appendLabel(out, textEncoding);
        out.append("\r\n").append(text);
        out.append("\r\n--").append(boundary).append("\r\n");
        appendStatus(out);
        out.append("\r\n--").append(boundary).append("\r\n");
        out.append(
                original.extent() == Extent.FULL ? messageType(HeaderSection.leading(returned)) : headersType(header));
        appendLabel(out, encoding);
        out.append("\r\n").append(returned);
        out.append("\r\n--").append(boundary).append("--\r\n");
        return out.build();
    }

    private static void appendLabel(OctetsBuilder out, TransferEncoding encoding) {
        if (encoding != TransferEncoding.SEVEN_BIT) {
            out.append("Content-Transfer-Encoding: ").append(encoding.word()).append("\r\n");
        }
    }

    /** RFC 6532 §3.7: what has characters beyond ASCII in its header, in UTF-8, is a message/global. */
    private static String messageType(Octets header) {
        return "Content-Description: The message itself\r\nContent-Type: message/"
                + (isAscii(header) || !isUtf8(header) ? "rfc822\r\n" : "global\r\n");
    }

    private static String headersType(Octets header) {
        String type = "Content-Description: Header of the message\r\nContent-Type: text/rfc822-headers";
        if (isAscii(header)) {
            return type + "\r\n";
        }
        // RFC 1428 §3: of what nobody has said what it is.
        return type + (isUtf8(header) ? "; charset=utf-8\r\n" : "; charset=unknown-8bit\r\n");
    }

    private void appendHeader(OctetsBuilder out, Octets header, String digest, String boundary) {
        out.append("Date: ").append(TraceHeader.date(reportedAt));
        out.append("\r\nFrom: Mail Delivery System <MAILER-DAEMON@").appendUtf8(clean(reportingMta));
        out.append(">\r\nTo: <").appendUtf8(clean(original.returnTo()));
        out.append(">\r\nSubject: ");
        out.append(subject());
        out.append("\r\nMessage-ID: <").append(digest).append(".dsn@").appendUtf8(clean(reportingMta));
        out.append(">\r\n");
        Optional<Octets> answered = new HeaderSection(header).first("message-id");
        if (answered.isPresent() && isMessageId(answered.get())) {
            out.append("In-Reply-To: ").append(answered.get()).append("\r\n");
            out.append("References: ").append(answered.get()).append("\r\n");
        }
        out.append("Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n");
        out.append("Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"");
        out.append(boundary).append("\"\r\n");
    }

    private RecipientStatus.Action worst() {
        return recipients.stream()
                .map(RecipientStatus::action)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private String subject() {
        return switch (worst()) {
            case FAILED -> "Undelivered mail returned to sender";
            case DELAYED -> "Your message is delayed";
            case DELIVERED, RELAYED, EXPANDED -> "Your message was delivered or passed on";
        };
    }

    private String explanation() {
        return switch (worst()) {
            case FAILED -> "Your message could not be delivered to one or more recipients.";
            case DELAYED ->
                "Your message has not been delivered yet. There is no need to send it again: it is tried on.";
            case DELIVERED -> "Your message was delivered, as you asked to be told.";
            case RELAYED -> "Your message was passed on to a server that does not report deliveries.";
            case EXPANDED -> "Your message was passed on to several recipients, of which you will not be told.";
        };
    }

    private Octets text() {
        OctetsBuilder out = new OctetsBuilder(512);
        out.append("This is the mail system at ")
                .appendUtf8(clean(reportingMta))
                .append(".\r\n\r\n");
        out.append(explanation());
        out.append(
                original.extent() == Extent.FULL
                        ? "\r\nIt is attached below.\r\n"
                        : "\r\nIts header is attached below.\r\n");
        for (RecipientStatus status : recipients) {
            out.append("\r\n  <").appendUtf8(clean(status.recipient())).append(">: ");
            out.appendUtf8(clean(status.diagnostic())).append("\r\n");
        }
        return out.build();
    }

    private void appendStatus(OctetsBuilder out) {
        out.append("Content-Description: Delivery report\r\nContent-Type: message/delivery-status\r\n\r\n");
        out.append("Reporting-MTA: dns; ").appendUtf8(clean(reportingMta));
        Asked asked = original.asked();
        if (!asked.envelopeId().isEmpty()) {
            out.append("\r\nOriginal-Envelope-Id: ").append(AddressType.escape(clean(asked.envelopeId())));
        }
        out.append("\r\nX-Packetboat-Delivery-Id: ").appendUtf8(clean(original.deliveryId()));
        out.append("\r\nArrival-Date: ").append(TraceHeader.date(original.arrivedAt()));
        asked.deliverBy().ifPresent(by -> out.append("\r\nDeliver-By-Date: ").append(TraceHeader.date(by)));
        if (!asked.futureRelease().isEmpty()) {
            out.append("\r\nFuture-Release-Request: ").append(AddressType.escape(clean(asked.futureRelease())));
        }
        out.append("\r\n");
        for (RecipientStatus status : recipients) {
            RecipientStatus.Detail detail = status.detail();
            if (!detail.originalRecipient().isEmpty()) {
                out.append("\r\nOriginal-Recipient: ").append(AddressType.escape(clean(detail.originalRecipient())));
            }
            out.append("\r\nFinal-Recipient: ").append(AddressType.format(clean(status.recipient())));
            out.append("\r\nAction: ").append(status.action().word());
            out.append("\r\nStatus: ").append(clean(status.status()));
            if (!status.diagnostic().isEmpty()) {
                out.append("\r\nDiagnostic-Code: ").append(diagnosticCode(status));
            }
            if (!detail.remoteMta().isEmpty()) {
                out.append("\r\nRemote-MTA: dns; ").append(AddressType.escape(clean(detail.remoteMta())));
            }
            detail.lastAttemptAt()
                    .ifPresent(at -> out.append("\r\nLast-Attempt-Date: ").append(TraceHeader.date(at)));
            detail.willRetryUntil()
                    .ifPresent(at -> out.append("\r\nWill-Retry-Until: ").append(TraceHeader.date(at)));
            out.append("\r\n");
        }
    }

    /** RFC 3464 §2.3.6: what is of type smtp starts with a reply code. */
    private static String diagnosticCode(RecipientStatus status) {
        String code = status.reply()
                .map(reply -> "smtp; " + clean(reply))
                .orElseGet(() -> "X-Packetboat; " + clean(status.diagnostic()));
        return AddressType.escape(code);
    }

    /** Whole lines of the original header, without its blank line; line ends are CRLF whatever they were. */
    private Octets originalHeader() {
        Octets header = HeaderSection.leading(
                original.octets().slice(0, Math.min(original.octets().length(), MOST_HEADER_OCTETS)));
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

    private static boolean isUtf8(Octets octets) {
        try {
            var unused = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets.array(), octets.offset(), octets.length()));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
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
            sha.update(original.deliveryId().getBytes(StandardCharsets.UTF_8));
            for (RecipientStatus status : recipients) {
                sha.update((byte) status.action().ordinal());
                sha.update(status.recipient().getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(sha.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
