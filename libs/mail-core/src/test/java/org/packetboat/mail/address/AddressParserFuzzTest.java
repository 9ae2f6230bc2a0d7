package org.packetboat.mail.address;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.OctetCursor;
import org.packetboat.mail.octets.Octets;

class AddressParserFuzzTest {
    @FuzzTest
    void aPathIsReadOrRefusedAndPrintsAsItself(byte[] data) {
        OctetCursor cursor = new OctetCursor(Octets.of(data));
        ForwardPath path;
        try {
            path = new AddressParser(cursor).forwardPath();
        } catch (SyntaxException _) {
            return;
        }
        OctetCursor again = new OctetCursor(Octets.ascii(path.toString()));
        if (!new AddressParser(again).forwardPath().equals(path) || !again.atEnd()) {
            throw new AssertionError("prints as another path: " + path);
        }
    }
}
