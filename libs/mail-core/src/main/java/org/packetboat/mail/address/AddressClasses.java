package org.packetboat.mail.address;

import org.packetboat.mail.octets.CharClass;

/** The octets that RFC 5321 §4.1.2 and §4.1.3 admit where; with UTF-8, what RFC 6531 §3.3 adds to them. */
final class AddressClasses {
    /** atext, RFC 5322 §3.2.3. */
    static final CharClass ATEXT = CharClass.ALPHA.or(CharClass.DIGIT).or("!#$%&'*+-/=?^_`{|}~");

    /** qtextSMTP: printable and space, without the double quote and the backslash. */
    static final CharClass QTEXT = CharClass.range(' ', '~').except("\"\\");

    /** What may follow the backslash of a quoted-pairSMTP. */
    static final CharClass QUOTED_PAIR = CharClass.range(' ', '~');

    static final CharClass LET_DIG = CharClass.ALPHA.or(CharClass.DIGIT);

    /**
     * Letters, digits and hyphens within a label. Leniency <em>underscoreInDomain</em>: hosts whose names hold an underscore exist and send
     * mail; Postfix takes it as well.
     */
    static final CharClass LDH = LET_DIG.or("-_");

    /** atext of RFC 6531 §3.3; whether the octets are UTF-8 is found where they become text. */
    static final CharClass UTF8_ATEXT = ATEXT.or(CharClass.EIGHT_BIT);

    /** QtextSMTP of RFC 6531 §3.3. */
    static final CharClass UTF8_QTEXT = QTEXT.or(CharClass.EIGHT_BIT);

    /** What a label of letters, digits and hyphens, or a U-label, is made of. */
    static final CharClass UTF8_LDH = LDH.or(CharClass.EIGHT_BIT);

    /** dcontent of a General-address-literal. */
    static final CharClass DCONTENT = CharClass.range('!', 'Z').or(CharClass.range('^', '~'));

    private AddressClasses() {}
}
