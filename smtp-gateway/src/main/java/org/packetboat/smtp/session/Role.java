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
    SUBMISSIONS("submissions"),
    /** Mail from servers in front that want an answer for each recipient (RFC 2033). */
    LMTP("lmtp");

    private final String listener;

    Role(String listener) {
        this.listener = listener;
    }

    /** The name of such a listener. */
    public String listener() {
        return listener;
    }

    /** Whether mail comes from its author: it is taken after a login alone, and made complete. */
    public boolean isSubmission() {
        return this == SUBMISSION || this == SUBMISSIONS;
    }

    static Role of(ListenerOptions options) {
        return Arrays.stream(values())
                .filter(role -> role.listener.equals(options.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no role " + options.name()));
    }
}
