package org.packetboat.cli.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which stack is meant. */
public final class StackSelection {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of the stack (default: .packetboat beside the script).")
    private @Nullable Path data;

    @Option(names = "--port-offset", paramLabel = "N", description = "The offset that the stack was started with.")
    private @Nullable Integer portOffset;

    /** The data directory, whether a stack is in it or not. {@code --data} alone decides when both are given. */
    public Path dataDirectory() throws IOException {
        if (data != null) {
            return data.toAbsolutePath().normalize();
        }
        Path byDefault = defaultDirectory();
        if (portOffset == null) {
            return byDefault;
        }
        int offset = portOffset;
        Optional<Path> registered = new StackRegistry().find(offset);
        if (registered.isPresent()) {
            return registered.get();
        }
        if (Stack.exists(byDefault) && Stack.read(byDefault).portOffset() == offset) {
            return byDefault;
        }
        throw new NoStackException("no stack with port offset " + offset + " is known");
    }

    /** {@code .packetboat} beside the script. */
    public static Path defaultDirectory() {
        return Path.of(System.getProperty("packetboat.home", ""))
                .toAbsolutePath()
                .resolve(".packetboat");
    }
}
