package org.packetboat.pop3.handler;

import org.packetboat.pop3.codec.ResponseWriter;
import org.packetboat.pop3.session.Capability;

/** CAPA, RFC 2449 §5. */
final class CapaHandler {
    private CapaHandler() {}

    static void handle(ResponseWriter out) throws InterruptedException {
        out.begin("capabilities follow");
        for (Capability capability : Capability.values()) {
            out.line(capability.line());
        }
        out.end();
    }
}
