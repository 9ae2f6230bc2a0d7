package org.packetboat.local.launcher.embedded;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the built jars are, and the Java that runs them.
 *
 * @param home the top level of the project
 */
public record Installation(Path home, Path java) {
    private static final String HOME_PROPERTY = "packetboat.home";

    /** The project that this class was built in, or the one that the property {@code packetboat.home} names. */
    public static Installation find() {
        String property = System.getProperty(HOME_PROPERTY);
        Path home = property == null ? homeOfThisClass() : Path.of(property);
        return new Installation(home, Path.of(System.getProperty("java.home"), "bin", "java"));
    }

    private static Path homeOfThisClass() {
        try {
            Path code = Path.of(Installation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            for (Path directory = code; directory != null; directory = directory.getParent()) {
                if (Files.isDirectory(directory.resolve("local").resolve("launcher"))) {
                    return directory;
                }
            }
            throw new IllegalStateException(code + " is not inside a build of Packetboat; set -D" + HOME_PROPERTY);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The {@code target} directory of a module. */
    public Path target(String module) {
        return home.resolve(module).resolve("target");
    }
}
