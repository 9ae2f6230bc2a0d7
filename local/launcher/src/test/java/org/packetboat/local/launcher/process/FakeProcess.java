package org.packetboat.local.launcher.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Processes that cost nothing. */
public final class FakeProcess {
    private FakeProcess() {}

    /** Runs until it is ended, and says that it is ready by a file that holds its pid. */
    public static ProcessSpec obedient(Path directory, String name) {
        return script(directory, name, "echo $$ > \"$0\"; exec sleep 600");
    }

    /** Ignores every signal that can be ignored. */
    public static ProcessSpec stubborn(Path directory, String name) {
        return script(directory, name, "trap '' TERM INT; echo $$ > \"$0\"; while :; do sleep 1; done");
    }

    /** Says one line and ends with status 7. */
    public static ProcessSpec failing(Path directory, String name) {
        return script(directory, name, "echo no luck; exit 7");
    }

    private static ProcessSpec script(Path directory, String name, String script) {
        Path readyFile = directory.resolve(name + ".ready");
        return new ProcessSpec(
                name,
                List.of("/bin/sh", "-c", script, readyFile.toString()),
                Map.of(),
                directory.resolve("logs").resolve(name + ".log"),
                Preparation.NONE,
                pid -> Files.exists(readyFile) && LogTail.of(readyFile, 1).equals(List.of(Long.toString(pid))),
                StopSignal.TERM);
    }
}
