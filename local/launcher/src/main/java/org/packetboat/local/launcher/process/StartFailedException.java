package org.packetboat.local.launcher.process;

import java.util.List;

/** A process did not become ready. */
public final class StartFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final List<String> logTail;

    public StartFailedException(String message, List<String> logTail) {
        super(message);
        this.logTail = List.copyOf(logTail);
    }

    /** The last lines that the process wrote. */
    public List<String> logTail() {
        return logTail;
    }

    @Override
    public String toString() {
        return getMessage() + (logTail.isEmpty() ? "" : "\n" + String.join("\n", logTail));
    }
}
