package org.packetboat.mail.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.packetboat.mail.octets.CharClass;

/** The tables against the RFC's ranges, over all 256 octets. */
class AddressClassesTest {
    @Test
    void atext() {
        // RFC 5322 §3.2.3: printable US-ASCII without specials and space.
        String specials = "()<>[]:;@\\,.\"";
        check(AddressClasses.ATEXT, octet -> octet > 32 && octet < 127 && specials.indexOf(octet) < 0);
    }

    @Test
    void qtextSmtp() {
        check(
                AddressClasses.QTEXT,
                octet -> octet == 32 || octet == 33 || octet >= 35 && octet <= 91 || octet >= 93 && octet <= 126);
    }

    @Test
    void quotedPairSmtp() {
        check(AddressClasses.QUOTED_PAIR, octet -> octet >= 32 && octet <= 126);
    }

    @Test
    void dcontent() {
        check(AddressClasses.DCONTENT, octet -> octet >= 33 && octet <= 90 || octet >= 94 && octet <= 126);
    }

    @Test
    void ldh() {
        check(
                AddressClasses.LDH,
                octet -> octet >= '0' && octet <= '9'
                        || octet >= 'A' && octet <= 'Z'
                        || octet >= 'a' && octet <= 'z'
                        || octet == '-'
                        || octet == '_');
    }

    private static void check(CharClass table, java.util.function.IntPredicate expected) {
        for (int octet = 0; octet < 256; octet++) {
            assertThat(table.matches(octet)).as("octet %d", octet).isEqualTo(expected.test(octet));
        }
    }
}
