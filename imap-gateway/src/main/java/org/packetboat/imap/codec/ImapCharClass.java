package org.packetboat.imap.codec;

import org.packetboat.mail.octets.CharClass;

/** The octet classes of RFC 3501 §9. */
final class ImapCharClass {
    /** {@code atom-specials} that are not controls: {@code ( ) { SP % * " \ ]}. */
    private static final CharClass SPECIALS = CharClass.of("(){ %*\"\\]");

    /** {@code ATOM-CHAR}. */
    static final CharClass ATOM_CHAR = CharClass.CHAR.except(CharClass.CTL).except(SPECIALS);

    /** {@code ASTRING-CHAR}. */
    static final CharClass ASTRING_CHAR = ATOM_CHAR.or("]");

    /** {@code tag}: ASTRING-CHAR except {@code +}. */
    static final CharClass TAG_CHAR = ASTRING_CHAR.except("+");

    /** {@code list-char}. */
    static final CharClass LIST_CHAR = ATOM_CHAR.or("%*]");

    /** {@code QUOTED-CHAR} without the escape; 8-bit octets are let through, see {@code CommandParser.quoted}. */
    static final CharClass QUOTED_CHAR = CharClass.CHAR.except("\r\n\"\\").or(CharClass.EIGHT_BIT);

    /** {@code base64-char} and the filling. */
    static final CharClass BASE64_CHAR = CharClass.ALPHA.or(CharClass.DIGIT).or("+/=");

    private ImapCharClass() {}
}
