package org.packetboat.delivery.list;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.packetboat.mail.message.HeaderSection;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.Octets;

/**
 * Which messages a list does not pass on, lest mail goes round. Their senders are told, once, as of any other recipient that does not get what was
 * accepted; the notification has the null reverse-path and so cannot go round itself.
 */
final class ListRules {
    private ListRules() {}

    /** Why not. */
    record Reason(String status, String diagnostic) {
        /** RFC 3463 §3.5. */
        static final Reason LOOP = new Reason("5.4.6", "554 5.4.6 The message has come from this mailing list");
        /** RFC 3834 §4: an answer that nobody wrote is for the one who was answered. RFC 3463 §3.8 has the code. */
        static final Reason AUTOMATIC = new Reason("5.7.2", "550 5.7.2 Automatic replies are not for mailing lists");
        /** RFC 5321 §4.5.5: notifications are for the sender of what they are about. */
        static final Reason NOTIFICATION = new Reason("5.7.2", "550 5.7.2 Notifications are not for mailing lists");
        /** It was removed meanwhile. */
        static final Reason GONE = new Reason("5.1.1", "550 5.1.1 No such recipient here");
    }

    /**
     * Empty when the list passes it on.
     *
     * @param list its address, folded
     */
    static Optional<Reason> against(String list, String reversePath, Octets header) {
        HeaderSection fields = new HeaderSection(header);
        if (reversePath.isEmpty()) {
            return Optional.of(Reason.NOTIFICATION);
        }
        if (isFrom(list, fields)) {
            return Optional.of(Reason.LOOP);
        }
        return isAutomaticReply(fields) ? Optional.of(Reason.AUTOMATIC) : Optional.empty();
    }

    private static boolean isFrom(String list, HeaderSection fields) {
        String id = "<" + ListHeader.id(list) + ">";
        return fields.all(ListHeader.DELIVERED_TO).stream()
                        .anyMatch(value -> Ascii.equalsIgnoreCase(value.utf8(), list))
                || fields.all(ListHeader.LIST_ID).stream()
                        .anyMatch(value -> lower(value).contains(id));
    }

    private static boolean isAutomaticReply(HeaderSection fields) {
        List<Octets> said = fields.all("Auto-Submitted");
        return said.stream().anyMatch(value -> lower(value).contains("auto-replied"));
    }

    private static String lower(Octets value) {
        return value.utf8().toLowerCase(Locale.ROOT);
    }
}
