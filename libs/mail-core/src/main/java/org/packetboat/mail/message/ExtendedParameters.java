package org.packetboat.mail.message;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;

/**
 * The parameters of a field that are written in a form of RFC 2231: in pieces ({@code name*0}, {@code name*1} ..., in any order), with a charset and
 * percent signs ({@code name*}), or both ({@code name*0*}). Lenient: pieces may be missing, and what is no number after a percent sign stays.
 */
final class ExtendedParameters {
    /** None at all. */
    static final ExtendedParameters NONE = new ExtendedParameters();

    private static final int MOST_DIGITS = 4;

    private final List<Piece> pieces = new ArrayList<>();

    private record Piece(String name, int number, boolean encoded, Octets value) {}

    /** Those of the field value in these octets. */
    static ExtendedParameters of(byte[] array, int from, int to) {
        MimeValue value = new MimeValue(array, from, to);
        value.parameters(new OctetsBuilder(64));
        return value.extended();
    }

    /** Whether a parameter of this name belongs here. */
    static boolean isExtended(Octets name) {
        return name.indexOf('*') > 0;
    }

    /** Takes one; names that only look like it are left out. */
    void add(Octets name, Octets value) {
        int star = name.indexOf('*');
        boolean encoded = name.at(name.length() - 1) == '*';
        int to = encoded ? name.length() - 1 : name.length();
        int number = 0;
        if (star < to) {
            if (star + 1 == to || to - star - 1 > MOST_DIGITS) {
                return;
            }
            for (int i = star + 1; i < to; i++) {
                if (!Ascii.isDigit(name.at(i))) {
                    return;
                }
                number = 10 * number + name.at(i) - '0';
            }
        }
        pieces.add(new Piece(Ascii.toLower(name.slice(0, star).ascii()), number, encoded, value));
    }

    /** The octets of a parameter, in whatever charset; empty if there is none of this name. */
    Octets octets(String name) {
        List<Piece> found = pieces.stream().filter(p -> p.name().equals(name)).toList();
        return found.isEmpty() ? Octets.EMPTY : value(found).octets();
    }

    /** All parameters with their names, for searching; empty if there are none. */
    String text() {
        Map<String, List<Piece>> byName = new LinkedHashMap<>();
        pieces.forEach(
                p -> byName.computeIfAbsent(p.name(), n -> new ArrayList<>()).add(p));
        StringBuilder text = new StringBuilder();
        byName.forEach((name, found) -> text.append(text.isEmpty() ? "" : "; ")
                .append(name)
                .append('=')
                .append(DecodedText.clean(value(found).text(), DecodedText.LIMIT)));
        return text.toString();
    }

    private record Value(@Nullable Charset charset, Octets octets) {
        String text() {
            return charset == null
                    ? DecodedText.unlabelled(octets.array(), octets.offset(), octets.offset() + octets.length())
                    : octets.toString(charset);
        }
    }

    private static Value value(List<Piece> found) {
        List<Piece> ordered = new ArrayList<>(found);
        ordered.sort(Comparator.comparingInt(Piece::number));
        OctetsBuilder joined = new OctetsBuilder(64);
        boolean encoded = false;
        Charset charset = null;
        for (Piece piece : ordered) {
            Octets octets = piece.value();
            if (piece.encoded() && !encoded) {
                encoded = true;
                int first = octets.indexOf('\'');
                int second = first < 0 ? -1 : octets.indexOf('\'', first + 1);
                if (second > 0) {
                    Optional<Charset> known =
                            DecodedText.knownCharset(octets.slice(0, first).ascii());
                    charset = known.orElse(null);
                    octets = octets.slice(second + 1);
                }
            }
            if (piece.encoded()) {
                percentDecode(octets, joined);
            } else {
                joined.append(octets);
            }
        }
        return new Value(charset, joined.seal());
    }

    private static void percentDecode(Octets octets, OctetsBuilder out) {
        int length = octets.length();
        for (int i = 0; i < length; i++) {
            int octet = octets.at(i);
            if (octet == '%' && i + 2 < length) {
                int high = Character.digit(octets.at(i + 1), 16);
                int low = Character.digit(octets.at(i + 2), 16);
                if (high >= 0 && low >= 0) {
                    octet = high << 4 | low;
                    i += 2;
                }
            }
            out.append(octet);
        }
    }
}
