package org.packetboat.mail.message;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.octets.Ascii;

/**
 * Where the values of the known fields lie in one header section. The first field of a name counts; To, Cc and Bcc that come several times
 * are all kept. Reused from header to header.
 */
final class Fields {
    private static final int COUNT = Field.values().length;

    private final int[] from = new int[COUNT];
    private final int[] to = new int[COUNT];
    private byte[] array = new byte[0];
    /** Triples of field, from, to. */
    private int[] more = new int[0];

    private int moreLength;

    /** Reads the header section in the first {@code length} octets; the array must stay as it is while the values are used. */
    void scan(byte[] header, int start, int length) {
        Arrays.fill(from, -1);
        Arrays.fill(to, -1);
        moreLength = 0;
        array = header;
        int end = start + length;
        int at = start;
        while (at < end) {
            int next = HeaderLines.fieldEnd(header, at, end);
            int colon = HeaderLines.nameEnd(header, at, next);
            if (colon > at) {
                @Nullable Field field = Field.of(header, at, colon);
                if (field != null) {
                    add(field, colon, next);
                }
            }
            at = next;
        }
    }

    private void add(Field field, int nameEnd, int fieldEnd) {
        int valueFrom = nameEnd;
        while (array[valueFrom] != ':') {
            valueFrom++;
        }
        valueFrom++;
        int valueTo = fieldEnd;
        while (valueFrom < valueTo && isBlank(array[valueFrom])) {
            valueFrom++;
        }
        while (valueTo > valueFrom && isBlank(array[valueTo - 1])) {
            valueTo--;
        }
        int index = field.ordinal();
        if (from[index] < 0) {
            from[index] = valueFrom;
            to[index] = valueTo;
        } else if (field == Field.TO || field == Field.CC || field == Field.BCC) {
            if (moreLength + 3 > more.length) {
                more = Arrays.copyOf(more, Math.max(12, more.length * 2));
            }
            more[moreLength++] = index;
            more[moreLength++] = valueFrom;
            more[moreLength++] = valueTo;
        }
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t' || octet == Ascii.CR || octet == Ascii.LF;
    }

    byte[] array() {
        return array;
    }

    boolean has(Field field) {
        return from[field.ordinal()] >= 0;
    }

    /** First octet of the value without surrounding blanks, -1 if there is no such field. */
    int from(Field field) {
        return from[field.ordinal()];
    }

    int to(Field field) {
        return to[field.ordinal()];
    }

    /** How many values the field has. */
    int count(Field field) {
        int count = has(field) ? 1 : 0;
        for (int i = 0; i < moreLength; i += 3) {
            count += more[i] == field.ordinal() ? 1 : 0;
        }
        return count;
    }

    /** Calls back with every value of a field. */
    void forEach(Field field, Range action) {
        if (has(field)) {
            action.accept(from(field), to(field));
            for (int i = 0; i < moreLength; i += 3) {
                if (more[i] == field.ordinal()) {
                    action.accept(more[i + 1], more[i + 2]);
                }
            }
        }
    }

    /** A range of {@link #array()}. */
    interface Range {
        void accept(int from, int to);
    }
}
