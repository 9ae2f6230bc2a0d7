package org.packetboat.pop3.session;

import org.packetboat.pop3.codec.Pop3Command;
import org.packetboat.pop3.codec.ResponseWriter;

/** What a session hands its commands to. */
@FunctionalInterface
public interface CommandHandlers {
    /**
     * Runs one allowed command: writes its positive response, or throws. Blocks.
     *
     * @return the state afterwards
     */
    Pop3State handle(Pop3State state, Pop3Command command, Client client, ResponseWriter out)
            throws InterruptedException;
}
