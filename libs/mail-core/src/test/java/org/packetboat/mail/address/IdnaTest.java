package org.packetboat.mail.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.mail.failure.SyntaxException;

class IdnaTest {
    /** The examples of UTS 46, beside plain ones. */
    @ParameterizedTest
    @CsvSource({
        "mail.test, mail.test",
        "bücher.test, xn--bcher-kva.test",
        "BÜCHER.test, xn--bcher-kva.test",
        "bücher。test, xn--bcher-kva.test",
        "faß.de, xn--fa-hia.de",
        "Faß.de, xn--fa-hia.de",
        "straße.test, xn--strae-oqa.test",
        "STRAẞE.test, xn--strae-oqa.test",
        "βόλος.com, xn--nxasmm1c.com",
        "ΒΌΛΟΣ.com, xn--nxasmq6b.com",
        "日本語.test, xn--wgv71a119e.test",
    })
    void aLabels(String domain, String ascii) {
        assertThat(Idna.toAscii(domain)).contains(ascii);
    }

    @ParameterizedTest
    @ValueSource(strings = {"नी\u200Dका.test", "a\u200Cb.test"})
    void whatHasNone(String domain) {
        assertThat(Idna.toAscii(domain)).isEmpty();
    }

    @Test
    void aLabelsOfALabelThatIsTooLong() {
        assertThat(Idna.toAscii("ß".repeat(63) + ".test")).isEmpty();
    }

    /** RFC 3492 §7.1. */
    @ParameterizedTest
    @CsvSource({
        "他们为什么不说中文, ihqwcrb4cv8a8dqg056pqjye",
        "他們爲什麽不說中文, ihqwctvzc91f659drss3x8bo0yb",
        "Pročprostěnemluvíčesky, Proprostnemluvesky-uyb24dma41a",
        "PorquénopuedensimplementehablarenEspañol, PorqunopuedensimplementehablarenEspaol-fmd56a",
        "なぜみんな日本語を話してくれないのか, n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa",
    })
    void punycode(String text, String encoded) {
        assertThat(Punycode.encode(text)).isEqualTo(encoded);
    }

    @Test
    void bothFormsAreOneDomain() throws SyntaxException {
        assertThat(MailAddress.parse("a@straße.test").domain().folded())
                .isEqualTo(MailAddress.parse("a@XN--STRAE-OQA.test").domain().folded())
                .isNotEqualTo(MailAddress.parse("a@strasse.test").domain().folded());
    }
}
