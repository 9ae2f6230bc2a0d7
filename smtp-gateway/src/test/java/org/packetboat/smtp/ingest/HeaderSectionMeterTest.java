package org.packetboat.smtp.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.packetboat.mail.failure.Refusal;

class HeaderSectionMeterTest {
    private static final String LONG = "x".repeat(100);

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'Subject: LONG\r\n', true",
        "'Subject: a\r\n LONG\r\n', true",
        "'Subject: a\r\n\tLONG\r\n', true",
        "'A: 1234567890\r\nB: 1234567890\r\nC: 1234567890\r\nD: 1234567890\r\n', true",
        "'From alice LONG\r\nA: b\r\n', true",
        "'LONG: a\r\n', true",
        "'LONG : a\r\n', true",
        "': LONG\r\n', true",
        "' LONG\r\n', true",
        "'Subject: a\r\n\r\nLONG: a\r\n', false",
        "'Subject: a\r\nno field\r\nA: LONG\r\n', false",
        "'LONG\r\nA: LONG\r\n', false",
        "'LONG a: b\r\nA: LONG\r\n', false",
        "'From: a\r\nFrom you LONG\r\n', true",
        "'Fromage LONG\r\nA: LONG\r\n', false",
        "'\r\nA: LONG\r\n', false",
        "'ä: LONG\r\n', false",
        "'', false"
    })
    void counts(String message, boolean exceeded) {
        byte[] octets = message.replace("LONG", LONG).getBytes(StandardCharsets.ISO_8859_1);
        for (int cut = 1; cut <= octets.length + 1; cut++) {
            HeaderSectionMeter meter = new HeaderSectionMeter(50);
            boolean seen = false;
            for (int at = 0; at < octets.length && !seen; at += cut) {
                seen = meter.exceeds(octets, at, Math.min(cut, octets.length - at));
            }
            assertThat(seen).as("cut into %d", cut).isEqualTo(exceeded);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'A:1|B:2|||text', NONE",
        "'A:1| B|||text', NONE",
        "'|\t\0\r\n', NONE",
        "'no field\r\0\n', NONE",
        "'A:1|||\r\n\0', NONE",
        "'A:1\nB:2|||', BARE_LINE_END",
        "'A:1\rB:2|||', BARE_LINE_END",
        "'A:1|\rB:2|||', BARE_LINE_END",
        "'A:1|\nB:2|||', BARE_LINE_END",
        "'A:1\r\r\nB:2|||', BARE_LINE_END",
        "'A:\0|||', NUL_OCTET",
        "' A:1|B:2|||', MALFORMED_HEADER",
        "'\t|A:1|||', MALFORMED_HEADER"
    })
    void findsWhatOthersWouldReadInAnotherWay(String message, String flaw) {
        byte[] octets = message.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        for (int cut = 1; cut <= octets.length; cut++) {
            HeaderSectionMeter meter = new HeaderSectionMeter(1_000);
            for (int at = 0; at < octets.length; at += cut) {
                meter.exceeds(octets, at, Math.min(cut, octets.length - at));
            }
            assertThat(meter.flaw().map(Refusal::name).orElse("NONE"))
                    .as("cut into %d", cut)
                    .isEqualTo(flaw);
        }
    }
}
