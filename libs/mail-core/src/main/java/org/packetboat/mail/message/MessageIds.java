package org.packetboat.mail.message;

import java.util.ArrayList;
import java.util.List;
import org.packetboat.mail.octets.Ascii;

/** Reads the msg-ids of Message-ID, In-Reply-To and References. RFC 5322 §3.6.4. Whatever stands between '<' and '>' is one. */
final class MessageIds {
    private static final int MOST = 200;
    private static final int LONGEST = 998;

    private MessageIds() {}

    /** The first id; without angle brackets the whole value, as far as there is no blank in it; empty if there is none. */
    static String first(Fields fields, Field field) {
        if (!fields.has(field)) {
            return "";
        }
        byte[] array = fields.array();
        int to = fields.to(field);
        int from = fields.from(field);
        int open = indexOf(array, '<', from, to);
        int close = open < 0 ? -1 : indexOf(array, '>', open, to);
        if (close >= 0) {
            return text(array, open + 1, close);
        }
        int end = from;
        while (end < to && array[end] > ' ' && array[end] != '>') {
            end++;
        }
        return text(array, open == from ? from + 1 : from, end);
    }

    /** All ids in order; of too many the first and the last ones. */
    static List<String> all(Fields fields, Field field) {
        if (!fields.has(field)) {
            return List.of();
        }
        List<String> ids = new ArrayList<>();
        byte[] array = fields.array();
        int to = fields.to(field);
        int open = indexOf(array, '<', fields.from(field), to);
        while (open >= 0) {
            int close = indexOf(array, '>', open, to);
            if (close < 0) {
                break;
            }
            if (close > open + 1) {
                ids.add(text(array, open + 1, close));
            }
            if (ids.size() > MOST) {
                ids.remove(1);
            }
            open = indexOf(array, '<', close, to);
        }
        return List.copyOf(ids);
    }

    private static String text(byte[] array, int from, int to) {
        int end = Math.min(to, from + LONGEST);
        byte[] id = new byte[Math.max(0, end - from)];
        int length = 0;
        for (int i = from; i < end; i++) {
            if (array[i] != Ascii.CR && array[i] != Ascii.LF && !Ascii.isWsp(array[i])) {
                id[length++] = array[i];
            }
        }
        return DecodedText.clean(DecodedText.unlabelled(id, 0, length), LONGEST);
    }

    private static int indexOf(byte[] array, char octet, int from, int to) {
        for (int i = from; i < to; i++) {
            if (array[i] == octet) {
                return i;
            }
        }
        return -1;
    }
}
