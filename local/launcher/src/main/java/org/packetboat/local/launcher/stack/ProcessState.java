package org.packetboat.local.launcher.stack;

import java.util.Locale;

/** What {@code status} says about a process. */
public enum ProcessState {
    STOPPED,
    STARTING,
    READY,
    /** Runs and was ready once, but says that it is not now. */
    UNREADY,
    /** Died and is started again after a pause. */
    RESTARTING;

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
