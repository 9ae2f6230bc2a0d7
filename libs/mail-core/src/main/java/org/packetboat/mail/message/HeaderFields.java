package org.packetboat.mail.message;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;

/** Picks fields of a header section by name, octet for octet. RFC 9051 §6.4.5, HEADER.FIELDS and HEADER.FIELDS.NOT. */
public final class HeaderFields {
    private HeaderFields() {}

    /** Which fields stay. */
    public enum Selection {
        ONLY,
        ALL_EXCEPT
    }

    /**
     * The fields with (or without) these names, in their order and with their folding, and always a blank line at the end. What is no
     * field is left out by either selection.
     */
    public static Octets select(Octets header, Collection<String> names, Selection selection) {
        Set<String> wanted = HashSet.newHashSet(names.size());
        names.forEach(name -> wanted.add(Ascii.toLower(name)));
        OctetsBuilder out = new OctetsBuilder(Math.min(header.length() + 2, 1024));
        byte[] array = header.array();
        int end = header.offset() + header.length();
        int at = header.offset();
        while (at < end) {
            int next = HeaderLines.fieldEnd(array, at, end);
            int colon = HeaderLines.nameEnd(array, at, next);
            if (colon > at && wanted.contains(name(array, at, colon)) == (selection == Selection.ONLY)) {
                out.append(array, at, next - at);
                if (array[next - 1] != Ascii.LF) {
                    out.append(Octets.CRLF);
                }
            }
            at = next;
        }
        return out.append(Octets.CRLF).seal();
    }

    private static String name(byte[] array, int from, int to) {
        return Ascii.toLower(Octets.of(array, from, to - from).ascii());
    }
}
