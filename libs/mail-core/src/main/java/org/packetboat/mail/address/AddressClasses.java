package org.packetboat.mail.address;

import org.packetboat.mail.octets.CharClass;

/** The octets that RFC 5321 §4.1.2 and §4.1.3 admit where. */
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

    /** dcontent of a General-address-literal. */
    static final CharClass DCONTENT = CharClass.range('!', 'Z').or(CharClass.range('^', '~'));

    private AddressClasses() {}
}
