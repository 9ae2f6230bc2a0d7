package org.packetboat.local.launcher.process;

import java.io.IOException;

/** How a process is asked to end in order. */
public enum StopSignal {
    TERM,
    /** PostgreSQL's fast shutdown; at SIGTERM it waits for its clients to leave. */
    INT;

    public void send(ProcessHandle handle) {
        if (this == TERM) {
            handle.destroy();
            return;
        }
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -s \"$1\" \"$2\"", "kill", name(), Long.toString(handle.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            handle.destroy();
        }
    }
}
