package org.packetboat.mail.smtp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Octets;

class CommandParserFuzzTest {
    @FuzzTest
    void aLineIsACommandOrASyntaxError(byte[] line) {
        SmtpCommand command;
        try {
            command = CommandParser.parse(Octets.of(line));
        } catch (SyntaxException failure) {
            if (failure.offset() < 0 || failure.offset() > line.length) {
                throw new AssertionError("offset " + failure.offset(), failure);
            }
            return;
        }
        // Whatever goes on into replies, records and trace fields is printable and one line.
        for (char c : command.toString().toCharArray()) {
            if (c < ' ' || c > '~') {
                throw new AssertionError("octet " + (int) c + " in " + command.verb());
            }
        }
    }
}
