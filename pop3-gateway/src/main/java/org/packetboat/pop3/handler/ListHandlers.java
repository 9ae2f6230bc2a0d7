package org.packetboat.pop3.handler;

import org.packetboat.pop3.codec.MessageNumber;
import org.packetboat.pop3.codec.Pop3Command;
import org.packetboat.pop3.codec.ResponseWriter;
import org.packetboat.pop3.session.Maildrop;

/** STAT, LIST and UIDL, RFC 1939 §5 and §7. What is marked as deleted is not listed. */
final class ListHandlers {
    private ListHandlers() {}

    static void stat(Maildrop maildrop, ResponseWriter out) throws InterruptedException {
        out.ok(maildrop.messages(), maildrop.octets());
    }

    static void list(Maildrop maildrop, Pop3Command.Listing command, ResponseWriter out) throws InterruptedException {
        if (command.message().isPresent()) {
            MessageNumber message = command.message().get();
            out.ok(message.value(), maildrop.octets(message));
            return;
        }
        out.begin(maildrop.messages() + " messages");
        for (int i = 0; i < maildrop.highest(); i++) {
            MessageNumber message = MessageNumber.ofIndex(i);
            if (maildrop.has(message)) {
                out.pair(message.value(), maildrop.octets(message));
            }
        }
        out.end();
    }

    static void uidl(Maildrop maildrop, Pop3Command.Uidl command, ResponseWriter out) throws InterruptedException {
        if (command.message().isPresent()) {
            MessageNumber message = command.message().get();
            out.okUniqueId(message.value(), maildrop.uniqueId(message));
            return;
        }
        out.begin(maildrop.messages() + " messages");
        for (int i = 0; i < maildrop.highest(); i++) {
            MessageNumber message = MessageNumber.ofIndex(i);
            if (maildrop.has(message)) {
                out.uniqueId(message.value(), maildrop.uniqueId(message));
            }
        }
        out.end();
    }
}
