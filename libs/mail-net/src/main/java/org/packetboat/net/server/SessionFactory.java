package org.packetboat.net.server;

import org.packetboat.net.limits.ConnectionLimits.Admission;

/** Makes a protocol's sessions. Called on event loops; must not block. */
public interface SessionFactory {
    /** A session for a new connection. Nothing may be written yet. */
    Session open(Connection connection);

    /** The protocol's words for a connection that is turned away, with their line end. */
    byte[] refusal(Admission reason);
}
