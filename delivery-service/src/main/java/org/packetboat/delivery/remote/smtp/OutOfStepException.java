package org.packetboat.delivery.remote.smtp;

import java.io.IOException;

/** There are more replies than commands, and nobody can tell whose they are. */
final class OutOfStepException extends IOException {
    private static final long serialVersionUID = 1L;

    OutOfStepException() {
        super("the server says more than it was asked");
    }
}
