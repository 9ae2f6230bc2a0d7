package org.packetboat.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.packetboat.mail.octets.Octets;

class HeaderAddressesTest {
    @Test
    void findsThemWhateverStandsAround() {
        assertThat(HeaderAddresses.of(
                        Octets.utf8(" \"b@c\" <a@b>, G: \"two words\"@x (c@d);\r\n\tgrün@y, nobody, <@route:e@f>\r\n"),
                        10))
                .containsExactly("a@b", "two words@x", "grün@y", "e@f");
        assertThat(HeaderAddresses.of(Octets.ascii("a@b, c@d, e@f"), 2)).containsExactly("a@b", "c@d");
        assertThat(HeaderAddresses.of(Octets.EMPTY, 2)).isEmpty();
    }
}
