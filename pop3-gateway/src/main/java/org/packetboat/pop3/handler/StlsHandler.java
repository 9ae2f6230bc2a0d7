package org.packetboat.pop3.handler;

import org.packetboat.pop3.codec.ResponseWriter;
import org.packetboat.pop3.session.Client;
import org.packetboat.pop3.session.Pop3State;
import org.packetboat.pop3.session.Transitions;

/** STLS, RFC 2595 §4. */
final class StlsHandler {
    private StlsHandler() {}

    static Pop3State handle(Pop3State state, Client client) throws InterruptedException {
        client.startTls(ResponseWriter.goAhead("begin TLS"));
        return Transitions.encrypted(state);
    }
}
