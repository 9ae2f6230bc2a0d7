package org.packetboat.pop3.handler;

import java.util.Optional;
import org.packetboat.pop3.codec.ResponseWriter;
import org.packetboat.pop3.session.Capability;

/** CAPA, RFC 2449 §5. */
final class CapaHandler {
    private CapaHandler() {}

    static void handle(Capability.Place here, ResponseWriter out) throws InterruptedException {
        out.begin("capabilities follow");
        for (Capability capability : Capability.values()) {
            Optional<String> line = capability.line(here);
            if (line.isPresent()) {
                out.line(line.get());
            }
        }
        out.end();
    }
}
