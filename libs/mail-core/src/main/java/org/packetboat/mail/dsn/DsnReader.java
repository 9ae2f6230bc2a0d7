package org.packetboat.mail.dsn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.packetboat.mail.message.HeaderSection;
import org.packetboat.mail.message.MessageMetadata;
import org.packetboat.mail.message.Part;
import org.packetboat.mail.message.PartIndex;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.Octets;

/** Reads delivery status notifications of anybody, leniently. RFC 3464. */
public final class DsnReader {
    private DsnReader() {}

    /**
     * What a notification says.
     *
     * @param reportingMta without its type, empty if not named
     * @param recipients those with an address
     * @param originalHeader header section of the message that it is about, empty if not returned
     */
    public record Report(String reportingMta, List<RecipientStatus> recipients, Octets originalHeader) {}

    /** The report in a message; empty if the message is no notification. */
    public static Optional<Report> read(Octets message) {
        PartIndex index = MessageMetadata.of(message).partIndex();
        Part root = index.root();
        if (root.kind() != Part.Kind.MULTIPART || !isType(message, root, "multipart/report")) {
            return Optional.empty();
        }
        Optional<Part> status = Optional.empty();
        Octets originalHeader = Octets.EMPTY;
        for (Part part : index.children(root)) {
            if (isType(message, part, "message/delivery-status")
                    || isType(message, part, "message/global-delivery-status")) {
                status = Optional.of(part);
            } else if (isType(message, part, "text/rfc822-headers")) {
                originalHeader = slice(message, part.bodyStart(), part.bodyEnd());
            } else if (part.kind() == Part.Kind.MESSAGE) {
                Part inside = index.children(part).getFirst();
                originalHeader = slice(message, inside.headerStart(), inside.bodyStart());
            }
        }
        Octets header = originalHeader;
        return status.map(part -> report(slice(message, part.bodyStart(), part.bodyEnd()), header));
    }

    private static Report report(Octets status, Octets originalHeader) {
        List<HeaderSection> groups = groups(status);
        String reportingMta = groups.isEmpty()
                ? ""
                : groups.getFirst()
                        .text("reporting-mta")
                        .map(AddressType::parse)
                        .orElse("");
        List<RecipientStatus> recipients = new ArrayList<>();
        for (HeaderSection group : groups) {
            group.text("final-recipient")
                    .ifPresent(recipient -> recipients.add(new RecipientStatus(
                            AddressType.parse(recipient),
                            action(group.text("action").orElse("")),
                            group.text("status").orElse(""),
                            group.text("diagnostic-code")
                                    .map(AddressType::parse)
                                    .orElse(""))));
        }
        return new Report(reportingMta, List.copyOf(recipients), originalHeader);
    }

    private static RecipientStatus.Action action(String word) {
        for (RecipientStatus.Action action : RecipientStatus.Action.values()) {
            if (action.name().equals(word.strip().toUpperCase(Locale.ROOT))) {
                return action;
            }
        }
        return RecipientStatus.Action.FAILED;
    }

    /** Groups of fields between blank lines. */
    private static List<HeaderSection> groups(Octets status) {
        List<HeaderSection> groups = new ArrayList<>();
        int from = 0;
        int at = 0;
        while (at < status.length()) {
            int lineFeed = status.indexOf('\n', at);
            int next = lineFeed < 0 ? status.length() : lineFeed + 1;
            if (status.slice(at, next).trim().isEmpty()) {
                addGroup(groups, status.slice(from, at));
                from = next;
            }
            at = next;
        }
        addGroup(groups, status.slice(from));
        return groups;
    }

    private static void addGroup(List<HeaderSection> groups, Octets octets) {
        if (!octets.isEmpty()) {
            groups.add(new HeaderSection(octets));
        }
    }

    private static boolean isType(Octets message, Part part, String type) {
        Octets value = new HeaderSection(slice(message, part.headerStart(), part.bodyStart()))
                .first("content-type")
                .orElse(Octets.EMPTY);
        return value.length() >= type.length()
                && value.slice(0, type.length()).equalsIgnoreCase(type)
                && (value.length() == type.length() || !isTokenOctet(value.at(type.length())));
    }

    private static boolean isTokenOctet(int octet) {
        return Ascii.isAlpha(octet) || Ascii.isDigit(octet) || octet == '-' || octet == '.' || octet == '+';
    }

    private static Octets slice(Octets message, long from, long to) {
        return message.slice((int) from, (int) to);
    }
}
