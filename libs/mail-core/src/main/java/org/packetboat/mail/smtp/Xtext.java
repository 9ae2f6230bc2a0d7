package org.packetboat.mail.smtp;

import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.CharClass;
import org.packetboat.mail.octets.OctetCursor;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;

/** {@code xtext}, RFC 3461 §4, and {@code utf-8-addr-xtext}, RFC 6533 §3. */
final class Xtext {
    private static final CharClass XCHAR = CharClass.VCHAR.except("+=");

    private static final CharClass HEX = CharClass.DIGIT.or("ABCDEF");

    /** QCHAR and, where SMTPUTF8 is spoken, UTF-8 itself. */
    private static final CharClass ADDRESS_CHAR = XCHAR.except("\\").or(CharClass.EIGHT_BIT);

    /** What may stand in a notification: graphic US-ASCII and space. */
    private static final CharClass PRINTABLE = CharClass.range(' ', '~');

    private static final String XTEXT = "xtext";
    private static final String EMBEDDED = "EmbeddedUnicodeChar";

    private Xtext() {}

    /**
     * What xtext stands for.
     *
     * @param where the value stands, for the failure
     * @throws SyntaxException if it is none, or stands for what is not printable US-ASCII
     */
    static String printable(String value, OctetCursor where) {
        try {
            return printable(value);
        } catch (SyntaxException e) {
            throw where.fail(e.expected());
        }
    }

    private static String printable(String value) {
        OctetCursor text = new OctetCursor(Octets.utf8(value));
        Octets octets = decoded(text);
        if (!PRINTABLE.matchesAll(octets)) {
            throw text.fail("printable US-ASCII");
        }
        return octets.ascii();
    }

    private static Octets decoded(OctetCursor text) {
        OctetsBuilder decoded = new OctetsBuilder(text.remaining());
        while (!text.atEnd()) {
            if (text.accept('+')) {
                decoded.append(hexchar(text));
            } else {
                decoded.append(text.takeSome(XCHAR, XTEXT));
            }
        }
        return decoded.seal();
    }

    /**
     * Leniency: the octets of an address in UTF-8, which Postfix wraps up in xtext and calls an address of type rfc822 (RFC 6533 §3 has a type and a form of its own
     * for it). Refusing them would refuse all of its international mail.
     *
     * @param where the value stands, for the failure
     * @throws SyntaxException if it stands for neither printable US-ASCII nor UTF-8
     */
    static String printableOrUtf8(String value, OctetCursor where) {
        try {
            return printableOrUtf8(value);
        } catch (SyntaxException e) {
            throw where.fail(e.expected());
        }
    }

    private static String printableOrUtf8(String value) {
        OctetCursor text = new OctetCursor(Octets.utf8(value));
        Octets octets = decoded(text);
        String address = octets.utf8();
        boolean isText = Octets.utf8(address).equals(octets) && address.chars().noneMatch(Character::isISOControl);
        if (!isText) {
            throw text.fail("printable US-ASCII or UTF-8");
        }
        return address;
    }

    private static int hexchar(OctetCursor text) {
        Octets digits = text.take(2, XTEXT);
        if (!HEX.matchesAll(digits)) {
            throw text.fail("hexchar");
        }
        return Ascii.hexValue(digits.at(0)) << 4 | Ascii.hexValue(digits.at(1));
    }

    /**
     * What an address of type utf-8 stands for, in any of its three forms.
     *
     * @param where the value stands, for the failure
     * @throws SyntaxException if it is none
     */
    static String utf8Address(String value, OctetCursor where) {
        try {
            return utf8Address(value);
        } catch (SyntaxException e) {
            throw where.fail(e.expected());
        }
    }

    private static String utf8Address(String value) {
        OctetCursor text = new OctetCursor(Octets.utf8(value));
        StringBuilder decoded = new StringBuilder(value.length());
        while (!text.atEnd()) {
            if (text.accept('\\')) {
                decoded.appendCodePoint(embedded(text));
            } else {
                decoded.append(text.takeSome(ADDRESS_CHAR, "utf-8-enc-addr").utf8());
            }
        }
        return decoded.toString();
    }

    /** {@code "\x" "{" HEXPOINT "}"}. */
    private static int embedded(OctetCursor text) {
        if (!text.acceptIgnoreCase("x{")) {
            throw text.fail(EMBEDDED);
        }
        Octets digits = text.takeSome(HEX, EMBEDDED);
        text.expect('}', EMBEDDED);
        int point = digits.length() > 6 ? -1 : Integer.parseInt(digits.ascii(), 16);
        boolean isText = Character.isValidCodePoint(point)
                && !Character.isISOControl(point)
                && Character.getType(point) != Character.SURROGATE;
        if (!isText) {
            throw text.fail(EMBEDDED);
        }
        return point;
    }
}
