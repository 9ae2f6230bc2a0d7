package org.packetboat.local.launcher.process;

import java.io.IOException;

/** What has to be done before each start of a process, for instance making its data directory. May block for seconds. */
@FunctionalInterface
public interface Preparation {
    Preparation NONE = () -> {};

    void run() throws IOException, InterruptedException;
}
