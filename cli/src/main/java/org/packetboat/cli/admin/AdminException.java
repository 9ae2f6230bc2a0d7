package org.packetboat.cli.admin;

import java.io.IOException;

/** The API answered, but not with success. The message is the API's own. */
public final class AdminException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    AdminException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** What was to be added is there already. */
    public boolean isConflict() {
        return status == 409;
    }
}
