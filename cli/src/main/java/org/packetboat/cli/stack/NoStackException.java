package org.packetboat.cli.stack;

import java.io.IOException;

/** The options name no stack that was ever started. */
public final class NoStackException extends IOException {
    private static final long serialVersionUID = 1L;

    NoStackException(String message) {
        super(message);
    }
}
