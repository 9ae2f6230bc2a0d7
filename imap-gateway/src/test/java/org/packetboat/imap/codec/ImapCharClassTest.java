package org.packetboat.imap.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.packetboat.mail.octets.CharClass;
import org.packetboat.testkit.conformance.Covers;

class ImapCharClassTest {
    @Test
    @Covers("RFC 3501 §9")
    void classesAreThoseOfTheAbnf() {
        for (int octet = 0; octet < 256; octet++) {
            boolean control = octet < 0x20 || octet == 0x7f;
            boolean special = "(){ %*\"\\]".indexOf(octet) >= 0;
            boolean atom = octet < 0x80 && !control && !special;
            is(ImapCharClass.ATOM_CHAR, octet, atom);
            is(ImapCharClass.ASTRING_CHAR, octet, atom || octet == ']');
            is(ImapCharClass.TAG_CHAR, octet, (atom || octet == ']') && octet != '+');
            is(ImapCharClass.LIST_CHAR, octet, atom || "%*]".indexOf(octet) >= 0);
            is(ImapCharClass.QUOTED_CHAR, octet, octet != 0 && "\r\n\"\\".indexOf(octet) < 0);
            is(
                    ImapCharClass.BASE64_CHAR,
                    octet,
                    octet < 0x80 && (Character.isLetterOrDigit(octet) || "+/=".indexOf(octet) >= 0));
        }
    }

    private static void is(CharClass charClass, int octet, boolean expected) {
        assertThat(charClass.matches(octet)).as("octet %d", octet).isEqualTo(expected);
    }
}
