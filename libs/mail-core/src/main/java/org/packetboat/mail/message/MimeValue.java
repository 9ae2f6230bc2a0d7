package org.packetboat.mail.message;

import org.jspecify.annotations.Nullable;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;

/**
 * A structured MIME field value: a token or type/subtype, then parameters. RFC 2045 §5.1, read leniently. The parameters are written in
 * IMAP's form while they are read, in which those of RFC 2231 stay as they are; boundary and charset are understood in that form too.
 */
final class MimeValue {
    private static final int MOST_PARAMETERS = 100;

    private final byte[] array;
    private final int end;
    private int at;

    private Octets boundary = Octets.EMPTY;
    private Octets charset = Octets.EMPTY;
    private boolean namesCharset;
    private ExtendedParameters extended = ExtendedParameters.NONE;

    MimeValue(byte[] array, int from, int to) {
        this.array = array;
        this.at = from;
        this.end = to;
    }

    /** Value of the boundary parameter without blanks at its end, empty if there was none. */
    Octets boundary() {
        return boundary;
    }

    /** Value of the charset parameter, empty if there was none. */
    Octets charset() {
        return charset;
    }

    /** Those parameters that are written in a form of RFC 2231. */
    ExtendedParameters extended() {
        return extended;
    }

    /** Whether there was a charset parameter, however empty. */
    boolean namesCharset() {
        return namesCharset;
    }

    /** The next token; empty if none is here. */
    Octets token() {
        skipBlanks();
        int from = at;
        while (at < end && isToken(array[at])) {
            at++;
        }
        return Octets.of(array, from, at - from);
    }

    /** Takes a '/'. */
    boolean slash() {
        skipBlanks();
        if (at < end && array[at] == '/') {
            at++;
            return true;
        }
        return false;
    }

    /** Goes behind the next comma and says whether there was one. */
    boolean comma() {
        while (at < end && array[at] != ',') {
            at++;
        }
        return at < end && ++at < end;
    }

    /** Whether the value ends here or goes on with parameters, as it has to after a type. */
    boolean atParameters() {
        skipBlanks();
        return at == end || array[at] == ';';
    }

    /** Writes the parameters as a parenthesised list and returns how many there are; writes nothing for none. */
    int parameters(OctetsBuilder out) {
        int count = 0;
        OctetsBuilder value = new OctetsBuilder(64);
        while (seekParameter() && count < MOST_PARAMETERS) {
            Octets name = token();
            skipBlanks();
            if (name.isEmpty() || at == end || array[at] != '=') {
                continue;
            }
            at++;
            value.truncate(0);
            boolean isBoundary = name.equalsIgnoreCase("boundary");
            boolean isCharset = name.equalsIgnoreCase("charset");
            namesCharset |= isCharset;
            value(value, isBoundary || isCharset);
            out.append(count == 0 ? '(' : ' ');
            ImapString.upper(out, name.array(), name.offset(), name.offset() + name.length());
            out.append(' ');
            ImapString.string(out, value.array(), 0, value.length());
            count++;
            if (isBoundary && boundary.isEmpty()) {
                boundary = stripEnd(value.build());
            } else if (isCharset && charset.isEmpty()) {
                charset = value.build();
            } else if (ExtendedParameters.isExtended(name)) {
                extended = extended == ExtendedParameters.NONE ? new ExtendedParameters() : extended;
                extended.add(name, value.build());
            }
        }
        if (extended != ExtendedParameters.NONE) {
            boundary = boundary.isEmpty() ? stripEnd(extended.octets("boundary")) : boundary;
            charset = charset.isEmpty() ? extended.octets("charset") : charset;
            namesCharset |= !charset.isEmpty();
        }
        if (count > 0) {
            out.append(')');
        }
        return count;
    }

    /** Goes behind the next semicolon that is followed by something. */
    private boolean seekParameter() {
        while (at < end && array[at] != ';') {
            if (array[at] == '"') {
                quoted(null);
            } else {
                at++;
            }
        }
        while (at < end && (array[at] == ';' || isBlank(array[at]))) {
            at++;
        }
        return at < end;
    }

    /** A quoted string, or anything up to the next semicolon (to the next blank, where a blank would be no part of it). */
    private void value(OctetsBuilder value, boolean word) {
        skipBlanks();
        if (at < end && array[at] == '"') {
            quoted(value);
            return;
        }
        int from = at;
        while (at < end && array[at] != ';' && !(word && (isBlank(array[at]) || array[at] == '('))) {
            at++;
        }
        int to = at;
        while (to > from && isBlank(array[to - 1])) {
            to--;
        }
        appendUnfolded(value, from, to);
    }

    private void quoted(@Nullable OctetsBuilder value) {
        at++;
        while (at < end && array[at] != '"') {
            if (array[at] == '\\' && at + 1 < end) {
                at++;
            }
            if (value != null && array[at] != Ascii.CR && array[at] != Ascii.LF) {
                value.append(array[at]);
            }
            at++;
        }
        if (at < end) {
            at++;
        }
    }

    private void appendUnfolded(OctetsBuilder value, int from, int to) {
        for (int i = from; i < to; i++) {
            if (array[i] != Ascii.CR && array[i] != Ascii.LF) {
                value.append(array[i]);
            }
        }
    }

    /** Blanks and comments. */
    private void skipBlanks() {
        while (at < end) {
            if (isBlank(array[at])) {
                at++;
            } else if (array[at] == '(') {
                skipComment();
            } else {
                return;
            }
        }
    }

    private void skipComment() {
        int depth = 0;
        while (at < end) {
            byte octet = array[at++];
            if (octet == '\\' && at < end) {
                at++;
            } else if (octet == '(') {
                depth++;
            } else if (octet == ')' && --depth == 0) {
                return;
            }
        }
    }

    private static Octets stripEnd(Octets value) {
        int to = value.length();
        while (to > 0 && Ascii.isWsp(value.at(to - 1))) {
            to--;
        }
        return value.slice(0, to);
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t' || octet == Ascii.CR || octet == Ascii.LF;
    }

    /** Any visible octet but those that MIME gives a meaning here; 8-bit octets pass. */
    private static boolean isToken(byte octet) {
        return (octet > ' ' || octet < 0)
                && octet != 0x7F
                && octet != ';'
                && octet != '='
                && octet != '/'
                && octet != '('
                && octet != '"'
                && octet != ',';
    }
}
