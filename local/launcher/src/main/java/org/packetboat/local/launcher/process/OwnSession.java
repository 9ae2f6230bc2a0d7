package org.packetboat.local.launcher.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts a command in a session of its own, so that Ctrl-C at the terminal reaches the supervisor alone and children are
 * stopped in order. Where {@code setsid} is missing (macOS), the command ignores SIGINT instead. Either way the process keeps
 * its pid.
 */
public final class OwnSession {
    private static final boolean SETSID =
            Files.isExecutable(Path.of("/usr/bin/setsid")) || Files.isExecutable(Path.of("/bin/setsid"));

    private OwnSession() {}

    static List<String> command(String... command) {
        return command(List.of(command));
    }

    public static List<String> command(List<String> command) {
        List<String> wrapped = new ArrayList<>(
                SETSID ? List.of("setsid") : List.of("/bin/sh", "-c", "trap '' INT; exec \"$@\"", "own-session"));
        wrapped.addAll(command);
        return wrapped;
    }
}
