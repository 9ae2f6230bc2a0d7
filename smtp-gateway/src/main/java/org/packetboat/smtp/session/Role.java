package org.packetboat.smtp.session;

import java.util.Arrays;
import org.packetboat.net.server.ListenerOptions;

/** What a listener is for. */
public enum Role {
    /** Mail from other servers (RFC 5321). */
    TRANSFER("smtp"),
    /** Mail from mail clients, which log in first (RFC 6409). */
    SUBMISSION("submission"),
    /** The same with TLS from the start (RFC 8314 §3.3). */
    SUBMISSIONS("submissions");

    private final String listener;

    Role(String listener) {
        this.listener = listener;
    }

    /** The name of such a listener. */
    public String listener() {
        return listener;
    }

    /** Whether mail is taken after a login alone. */
    boolean needsLogin() {
        return this != TRANSFER;
    }

    static Role of(ListenerOptions options) {
        return Arrays.stream(values())
                .filter(role -> role.listener.equals(options.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no role " + options.name()));
    }
}
