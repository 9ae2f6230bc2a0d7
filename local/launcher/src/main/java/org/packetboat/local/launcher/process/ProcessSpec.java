package org.packetboat.local.launcher.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How one process is run.
 *
 * @param environment added to the environment of this process
 * @param log receives standard output and standard error
 */
public record ProcessSpec(
        String name,
        List<String> command,
        Map<String, String> environment,
        Path log,
        Preparation preparation,
        Readiness readiness,
        StopSignal stopSignal) {
    public ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** Leaves out the environment, which holds credentials. */
    @Override
    public String toString() {
        return "ProcessSpec[name=" + name + ", command=" + command + "]";
    }
}
