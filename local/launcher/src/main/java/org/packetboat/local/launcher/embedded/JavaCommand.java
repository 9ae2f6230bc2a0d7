package org.packetboat.local.launcher.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** How a JVM of ours is started: small, since nine of them share one machine. */
public final class JavaCommand {
    private static final List<String> COMMON = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            "-Duser.timezone=UTC",
            // Ten times the defaults: nine JVMs on two cores get further in their first minutes when the second
            // compiler takes less of them (ADR 8).
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=150000",
            "-XX:Tier4BackEdgeThreshold=400000");

    /** A C library that opens an arena for each thread holds on to much more memory than the JVM asks for. */
    public static final Map<String, String> ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "2");

    private static final String ALL_OPTIONS = "PACKETBOAT_LOCAL_JAVA_OPTIONS";

    private static final List<String> QUIET = List.of("-Xlog:aot*=off", "-Xlog:cds*=off");

    private JavaCommand() {}

    /**
     * Options for a JVM that remembers an earlier run: its classes, which takes a quarter to a half off the processor time of the start, and which
     * methods were hot and how they were used, which brings compiled code in seconds (JEP 483, 515). A run that {@code PACKETBOAT_LOCAL_TRAIN=true}
     * asks for writes, at its end, the file that is then renamed to {@code file}. One that does not fit the class path is ignored; but the JVM would run
     * classes of the directory in which it was made, so that {@code file.place} has to name the one that {@code jar} is in.
     *
     * @param jar written by every build: the JVM takes the classes in the file for those of jars that were built since, a service's as well
     */
    public static List<String> memory(Path file, Path jar) {
        List<String> options = new ArrayList<>(QUIET);
        if (training()) {
            options.add("-XX:AOTCacheOutput=" + file + ".new");
        } else if (isNewer(file, jar) && isMadeHere(file, jar)) {
            options.add("-XX:AOTCache=" + file);
        }
        return options;
    }

    private static boolean isMadeHere(Path file, Path jar) {
        try {
            return jar.startsWith(Files.readString(Path.of(file + ".place")).strip());
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean isNewer(Path file, Path than) {
        try {
            return Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(than)) > 0;
        } catch (IOException _) {
            return false;
        }
    }

    /** Whether this run is for the memories, which take their time to be written at the end. */
    public static boolean training() {
        return Boolean.parseBoolean(System.getenv("PACKETBOAT_LOCAL_TRAIN"));
    }

    /**
     * What somebody asks for a machine or a load that is not as small as we expect: {@code PACKETBOAT_LOCAL_JAVA_OPTIONS=-XX:TieredStopAtLevel=1} for every
     * JVM of a stack, {@code PACKETBOAT_LOCAL_JAVA_OPTIONS_IMAP_GATEWAY=-Xmx2g} for one. The JVM heeds the last of two that contradict each other.
     *
     * @param process {@code imap-gateway}, {@code kafka}
     */
    public static List<String> wanted(String process, Map<String, String> environment) {
        String own = ALL_OPTIONS + "_" + process.toUpperCase(Locale.ROOT).replace('-', '_');
        return Stream.of(ALL_OPTIONS, own)
                .map(key -> environment.getOrDefault(key, "").strip())
                .filter(options -> !options.isEmpty())
                .flatMap(options -> Stream.of(options.split(" +")))
                .toList();
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
