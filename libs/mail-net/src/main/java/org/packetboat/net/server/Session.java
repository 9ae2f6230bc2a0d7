package org.packetboat.net.server;

import org.packetboat.net.framing.Frame;
import org.packetboat.net.framing.Framer;

/**
 * One client's conversation. All methods but {@link #framer()} run on the connection's lane, one at a time, and may block; they let
 * InterruptedException pass, which means that the connection is closing. A session maps its own failures to replies; what escapes is a
 * bug: it is logged and the connection is closed.
 */
public interface Session {
    /** How this protocol's commands are cut. Called once, on the event loop, before anything else. */
    Framer framer();

    /** The connection is open: greet. */
    void opened() throws InterruptedException;

    /** A command, complete or up to its first streamed literal. Writes the reply; does not need to flush. */
    void received(Frame frame) throws InterruptedException;

    /** What asks the client for an inlined or streamed literal, with its line end (IMAP alone needs it). */
    default byte[] continuationRequest() {
        return new byte[] {'+', ' ', 'O', 'K', '\r', '\n'};
    }

    /** The connection is about to be closed: say so in the protocol's words, if it has any. No command is in progress. */
    void farewell(Farewell why) throws InterruptedException;

    /** How a session leaves when the server goes down. */
    default Leaving leaving() {
        return Leaving.AFTER_WHAT_CAME;
    }

    /** When goodbye is said. */
    enum Leaving {
        /** After the commands that have come already, which their client takes for accepted; between two of them if there are always more. */
        AFTER_WHAT_CAME,
        /** After the command in progress. */
        AFTER_COMMAND
    }

    /** The last call, once, whatever happened. Nothing can be written any more. May block to release what the session holds. */
    void closed();
}
