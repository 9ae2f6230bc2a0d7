package org.packetboat.e2e;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * A delivery status notification (RFC 3464), read with a mail library that is not ours.
 *
 * @param message its fields about the message
 * @param recipients its fields about each recipient; names of fields are in lower case
 * @param returned the third part: the message or its header section
 */
record DeliveryReport(Map<String, String> message, List<Map<String, String>> recipients, String returned) {
    /** @throws AssertionError when it is none */
    static DeliveryReport of(byte[] octets) throws IOException {
        try {
            MimeMessage message =
                    new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(octets));
            String type = message.getContentType().toLowerCase(Locale.ROOT);
            if (!type.startsWith("multipart/report") || !type.contains("delivery-status")) {
                throw new AssertionError("no report:\n" + new String(octets, StandardCharsets.UTF_8));
            }
            MimeMultipart parts = (MimeMultipart) message.getContent();
            List<Map<String, String>> groups = groups(text(parts.getBodyPart(1)));
            return new DeliveryReport(groups.getFirst(), groups.subList(1, groups.size()), text(parts.getBodyPart(2)));
        } catch (MessagingException e) {
            throw new IOException(e);
        }
    }

    /** The only recipient. */
    Map<String, String> recipient() {
        if (recipients.size() != 1) {
            throw new AssertionError(recipients + " instead of one");
        }
        return recipients.getFirst();
    }

    private static String text(BodyPart part) throws MessagingException, IOException {
        return new String(part.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Fields in groups with blank lines between them; a line that begins with white space continues its field. */
    private static List<Map<String, String>> groups(String text) {
        List<Map<String, String>> groups = new ArrayList<>();
        Map<String, String> group = new LinkedHashMap<>();
        String name = "";
        for (String line : text.lines().toList()) {
            if (line.isBlank()) {
                if (!group.isEmpty()) {
                    groups.add(group);
                }
                group = new LinkedHashMap<>();
            } else if (Character.isWhitespace(line.charAt(0))) {
                group.merge(name, " " + line.strip(), String::concat);
            } else {
                int colon = line.indexOf(':');
                name = line.substring(0, colon).toLowerCase(Locale.ROOT);
                group.put(name, line.substring(colon + 1).strip());
            }
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        return groups;
    }
}
