package org.packetboat.pop3.handler;

import org.packetboat.mail.smtp.DotEncoder;
import org.packetboat.pop3.codec.Pop3Command;
import org.packetboat.pop3.codec.ResponseWriter;
import org.packetboat.pop3.port.MessageBody;
import org.packetboat.pop3.session.Maildrop;

/** RETR, RFC 1939 §5: from the store to the socket in chunks. */
final class RetrHandler {
    private RetrHandler() {}

    static void handle(Maildrop maildrop, Pop3Command.Retr command, ResponseWriter out) throws InterruptedException {
        MessageBody body = maildrop.body(command.message());
        DotEncoder encoder = new DotEncoder(DotEncoder.LineStart.BEHIND_LF);
        out.beginMessage(body.octets());
        body.transfer(0, body.octets(), chunk -> out.message(encoder, chunk));
        out.endMessage(encoder);
    }
}
