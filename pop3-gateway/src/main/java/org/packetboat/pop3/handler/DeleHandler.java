package org.packetboat.pop3.handler;

import org.packetboat.pop3.codec.Pop3Command;
import org.packetboat.pop3.codec.ResponseWriter;
import org.packetboat.pop3.session.Maildrop;

/** DELE and RSET, RFC 1939 §5: marks that nobody else sees before QUIT. */
final class DeleHandler {
    private DeleHandler() {}

    static void delete(Maildrop maildrop, Pop3Command.Dele command, ResponseWriter out) throws InterruptedException {
        maildrop.delete(command.message());
        out.ok("marked as deleted");
    }

    static void reset(Maildrop maildrop, ResponseWriter out) throws InterruptedException {
        maildrop.undelete();
        out.ok(maildrop.messages(), "messages");
    }
}
