package org.packetboat.pop3.handler;

import java.nio.ByteBuffer;
import org.packetboat.mail.smtp.DotEncoder;
import org.packetboat.pop3.codec.Pop3Command;
import org.packetboat.pop3.codec.ResponseWriter;
import org.packetboat.pop3.port.MessageBody;
import org.packetboat.pop3.session.Maildrop;

/** TOP, RFC 1939 §7: the header section, the blank line, and so many lines of the body. */
final class TopHandler {
    private static final int BLOCK_OCTETS = 16 * 1024;

    private TopHandler() {}

    static void handle(Maildrop maildrop, Pop3Command.Top command, ResponseWriter out) throws InterruptedException {
        MessageBody body = maildrop.body(command.message());
        DotEncoder encoder = new DotEncoder(DotEncoder.LineStart.BEHIND_LF);
        TopScanner scanner = new TopScanner(command.lines());
        out.begin("top follows");
        long at = 0;
        while (at < body.octets() && !scanner.complete()) {
            long n = Math.min(BLOCK_OCTETS, body.octets() - at);
            body.transfer(at, n, chunk -> {
                ByteBuffer wanted = chunk.duplicate();
                wanted.limit(wanted.position() + scanner.scan(chunk.duplicate()));
                out.message(encoder, wanted);
            });
            at += n;
        }
        out.endMessage(encoder);
    }
}
