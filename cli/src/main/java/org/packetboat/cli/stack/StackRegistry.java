package org.packetboat.cli.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Which data directory was last started with which port offset, so that the offset alone finds the stack. One per user. */
public final class StackRegistry {
    private final Path directory;

    public StackRegistry() {
        this(Path.of(System.getProperty("java.io.tmpdir"), "packetboat-" + System.getProperty("user.name")));
    }

    StackRegistry(Path directory) {
        this.directory = directory;
    }

    public void register(int portOffset, Path data) throws IOException {
        if (!Files.exists(directory)) {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Files.writeString(entry(portOffset), data.toAbsolutePath().toString());
    }

    public Optional<Path> find(int portOffset) throws IOException {
        Path entry = entry(portOffset);
        if (!Files.exists(entry)) {
            return Optional.empty();
        }
        Path data = Path.of(Files.readString(entry));
        if (!Stack.exists(data) || Stack.read(data).portOffset() != portOffset) {
            return Optional.empty();
        }
        return Optional.of(data);
    }

    private Path entry(int portOffset) {
        return directory.resolve("offset-" + portOffset);
    }
}
