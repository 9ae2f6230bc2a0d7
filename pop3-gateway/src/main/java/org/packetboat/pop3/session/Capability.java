package org.packetboat.pop3.session;

import org.packetboat.pop3.codec.Pop3Command;

/** What CAPA announces (RFC 2449 §6): a line each, next to the command that it promises. */
public enum Capability {
    USER("USER", Pop3Command.User.class),
    TOP("TOP", Pop3Command.Top.class),
    UIDL("UIDL", Pop3Command.Uidl.class),
    /** RFC 2449 §6.4: codes in brackets. */
    RESP_CODES("RESP-CODES", Pop3Command.Pass.class),
    /** RFC 3206 §5. */
    AUTH_RESP_CODE("AUTH-RESP-CODE", Pop3Command.Pass.class),
    /** RFC 2449 §6.6: the lane takes commands one by one, however many come together. */
    PIPELINING("PIPELINING", Pop3Command.Noop.class),
    /** RFC 2449 §6.7: nothing is deleted but by DELE. */
    EXPIRE("EXPIRE NEVER", Pop3Command.Dele.class),
    IMPLEMENTATION("IMPLEMENTATION Packetboat", Pop3Command.Capa.class);

    private final String line;
    private final Class<? extends Pop3Command> promises;

    Capability(String line, Class<? extends Pop3Command> promises) {
        this.line = line;
        this.promises = promises;
    }

    /** As on the wire. */
    public String line() {
        return line;
    }

    /** The command that must work. */
    public Class<? extends Pop3Command> promises() {
        return promises;
    }
}
