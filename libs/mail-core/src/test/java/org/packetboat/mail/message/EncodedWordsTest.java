package org.packetboat.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.packetboat.mail.octets.Octets;

class EncodedWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "(=?ISO-8859-1?Q?a?=)|(a)",
                "(=?ISO-8859-1?Q?a?= b)|(a b)",
                "(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)|(ab)",
                "(=?ISO-8859-1?Q?a?=   =?ISO-8859-1?Q?b?=)|(ab)",
                "(=?ISO-8859-1?Q?a_b?=)|(a b)",
                "(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)|(a b)",
                "=?US-ASCII*EN?Q?Keith_Moore?= x|Keith Moore x",
                "=?utf-8?q?=C3?= =?UTF-8?b?qQ==?=|é",
                "=?utf-8?b?4pyT?==?utf-8?b?4pyT?=|✓✓",
                "a =?utf-8?q?b|a =?utf-8?q?b",
                "=?x-nonsense?q?b?=|=?x-nonsense?q?b?=",
                "=?utf-8?x?b?=|=?utf-8?x?b?=",
                "=?=?utf-8?q?b?=|=?b",
                "=?utf-8?q?what??=|what?",
                "=?utf-8?Q?with space?=|with space",
                "=?iso-8859-1?q?=80?=|€",
            })
    void decodes(String encoded, String expected) {
        assertThat(EncodedWords.decode(encoded)).isEqualTo(expected);
    }

    @Test
    void fieldsAreUnfoldedAndCleaned() {
        assertThat(HeaderSection.decode(Octets.utf8("a\r\n\tb \0 ü"))).isEqualTo("a b   ü");
        assertThat(HeaderSection.decode(Octets.ascii("gr\u00fcn"))).isEqualTo("grün");
        assertThat(HeaderSection.decode(Octets.ascii("=?utf-8?q?a=0D=0Ab=00?=")))
                .isEqualTo("a  b ");
        assertThat(HeaderSection.decode(Octets.ascii("=?utf-16be?q?=D8=00?="))).isEqualTo("\uFFFD");
    }

    @Test
    void foldingForgetsCaseAndForm() {
        assertThat(CaseFolding.fold("Straße ÀÉ ﬁ K")).isEqualTo(CaseFolding.fold("STRASSE àé FI k"));
        assertThat(CaseFolding.fold("e\u0301")).isEqualTo(CaseFolding.fold("É"));
    }
}
