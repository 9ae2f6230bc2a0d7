package org.packetboat.net.server;

/** Why the server ends a connection between two commands. */
public enum Farewell {
    /** No command for too long. */
    IDLE,
    /** Not authenticated in time. */
    NOT_AUTHENTICATED,
    /** A command was begun and not ended in time. */
    SLOW_COMMAND,
    /** More commands than one connection may send. */
    TOO_MANY_COMMANDS,
    /** The server is going down. */
    DRAINING
}
