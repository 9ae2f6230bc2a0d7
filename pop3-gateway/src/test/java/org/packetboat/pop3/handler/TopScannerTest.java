package org.packetboat.pop3.handler;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopScannerTest {
    @ParameterizedTest
    @CsvSource({
        "'a: b|c: d||one|two|three|', 0, 'a: b|c: d||'",
        "'a: b|c: d||one|two|three|', 1, 'a: b|c: d||one|'",
        "'a: b||one|two', 9, 'a: b||one|two'",
        "'no blank line|here|', 0, 'no blank line|here|'",
        "'|body|more|', 1, '|body|'",
        "'', 3, ''",
        "'a: b|||x|', 1, 'a: b|||'"
    })
    void findsTheEndWhereverTheOctetsAreCut(String message, int lines, String top) {
        byte[] octets = message.replace("|", "\r\n").getBytes(US_ASCII);
        int expected = top.replace("|", "\r\n").length();
        for (int size = 1; size <= octets.length + 1; size++) {
            TopScanner scanner = new TopScanner(lines);
            int taken = 0;
            for (int at = 0; at < octets.length && !scanner.complete(); at += size) {
                taken += scanner.scan(ByteBuffer.wrap(octets, at, Math.min(size, octets.length - at)));
            }
            assertThat(taken).as("in pieces of " + size).isEqualTo(expected);
        }
    }
}
