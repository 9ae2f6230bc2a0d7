package org.packetboat.local.launcher.embedded;

import java.nio.file.Files;
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

    private static final String QUIET = "-Xlog:cds*=off";

    private JavaCommand() {}

    /**
     * Options for a JVM that has remembered the classes of an earlier run in a file, which takes a quarter to a half off the
     * processor time of its start. The file is written at the end of a run that {@code PACKETBOAT_LOCAL_TRAIN=true} asks for;
     * one that is unfinished or older than its jars is ignored.
     */
    public static List<String> classArchive(Path file) {
        if (training()) {
            return List.of("-XX:ArchiveClassesAtExit=" + file, QUIET);
        }
        return Files.exists(file) ? List.of("-XX:SharedArchiveFile=" + file, QUIET) : List.of();
    }

    /** Whether this run is for the class archives, which take their time to be written at the end. */
    public static boolean training() {
        return Boolean.parseBoolean(System.getenv("PACKETBOAT_LOCAL_TRAIN"));
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
