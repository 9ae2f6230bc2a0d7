package org.packetboat.local.launcher.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How a JVM of ours is started: small, since nine of them share one machine. */
public final class JavaCommand {
    private static final List<String> COMMON = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            "-Duser.timezone=UTC");

    /** A C library that opens an arena for each thread holds on to much more memory than the JVM asks for. */
    public static final Map<String, String> ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "2");

    private JavaCommand() {}

    /**
     * Options for a JVM that remembers its classes in a file, which it writes at its first orderly end and again when a jar has
     * changed. The next start takes about two thirds of the processor time. A file that is unfinished or stale is ignored.
     */
    public static List<String> classArchive(Path file) {
        return List.of("-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + file, "-Xlog:cds*=off");
    }

    public static List<String> of(Path java, List<String> options, Path jar) {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(COMMON);
        command.addAll(options);
        command.add("-jar");
        command.add(jar.toString());
        return command;
    }
}
