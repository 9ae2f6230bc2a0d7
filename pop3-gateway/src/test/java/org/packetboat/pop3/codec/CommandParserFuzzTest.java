package org.packetboat.pop3.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Octets;

class CommandParserFuzzTest {
    /** Any octets are a command, a SyntaxException, or too many. */
    @FuzzTest
    void parses(byte[] line) {
        try {
            assertThat(CommandParser.parse(Octets.of(line)).verb()).isNotEmpty();
        } catch (SyntaxException e) {
            assertThat(e.offset()).isBetween(0, line.length);
        } catch (LimitException e) {
            assertThat(line).hasSizeGreaterThan(CommandParser.LINE_OCTETS - 2);
        }
    }
}
