package org.packetboat.mail.message;

import org.packetboat.mail.octets.Ascii;

/** The lines of a header section: which one is a field, a continuation, the end. RFC 5322 §2.2, §4.5. */
final class HeaderLines {
    private HeaderLines() {}

    /** What a line is in a header section. */
    enum Line {
        FIELD,
        /** Starts with a space or a tab, or is an mbox "From " line: belongs to the section but is no field of its own. */
        CONTINUATION,
        BLANK,
        /** Neither: the body starts with this line. */
        OTHER
    }

    /** Classifies the line from {@code from} to before {@code to}, its line end (if any) included. */
    static Line classify(byte[] array, int from, int to) {
        if (from == to) {
            return Line.OTHER;
        }
        byte first = array[from];
        if (first == Ascii.LF || first == Ascii.CR && to - from >= 2 && array[from + 1] == Ascii.LF) {
            return Line.BLANK;
        }
        if (first == ' ' || first == '\t') {
            return Line.CONTINUATION;
        }
        if (nameEnd(array, from, to) >= 0) {
            return Line.FIELD;
        }
        return to - from >= 5 && Ascii.equalsIgnoreCase(array, from, from + 5, "from ") && first == 'F'
                ? Line.CONTINUATION
                : Line.OTHER;
    }

    /**
     * End of the field name that starts here, or -1 if no field does. Spaces between name and colon are taken, as RFC 5322 §4.5 asks; an
     * empty name is taken, as Python's email does, and then ends where it starts.
     */
    static int nameEnd(byte[] array, int from, int to) {
        int at = from;
        while (at < to && array[at] > ' ' && array[at] < 0x7F && array[at] != ':') {
            at++;
        }
        int end = at;
        while (at < to && (array[at] == ' ' || array[at] == '\t')) {
            at++;
        }
        return at < to && array[at] == ':' && (end > from || at == from) ? end : -1;
    }

    /** After the field that starts here with all its continuation lines. */
    static int fieldEnd(byte[] array, int from, int to) {
        int at = from;
        do {
            at = lineEnd(array, at, to);
        } while (at < to && (array[at] == ' ' || array[at] == '\t'));
        return at;
    }

    /** After the next LF, or {@code to}. */
    static int lineEnd(byte[] array, int from, int to) {
        for (int i = from; i < to; i++) {
            if (array[i] == Ascii.LF) {
                return i + 1;
            }
        }
        return to;
    }
}
