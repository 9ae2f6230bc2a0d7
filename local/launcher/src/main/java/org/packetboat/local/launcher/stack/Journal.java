package org.packetboat.local.launcher.stack;

/** Where the supervisor says what happens. */
@FunctionalInterface
public interface Journal {
    void write(String line);
}
