package org.packetboat.pop3.handler;

import org.packetboat.pop3.codec.ResponseWriter;
import org.packetboat.pop3.session.Pop3State;
import org.packetboat.pop3.session.Pop3State.Ended;
import org.packetboat.pop3.session.Pop3State.Transaction;
import org.packetboat.pop3.session.Transitions;

/** QUIT, RFC 1939 §4 and §6: what is marked is deleted, all or nothing, and only what the snapshot held. */
final class QuitHandler {
    private QuitHandler() {}

    static Ended handle(Pop3State state, ResponseWriter out) throws InterruptedException {
        if (state instanceof Transaction(var maildrop)) {
            maildrop.commit();
        }
        out.ok("goodbye");
        return Transitions.ended(state);
    }
}
