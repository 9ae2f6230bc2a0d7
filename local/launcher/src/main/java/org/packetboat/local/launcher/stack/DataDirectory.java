package org.packetboat.local.launcher.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.packetboat.cli.stack.Stack;
import org.packetboat.local.launcher.embedded.Credentials;
import org.packetboat.local.launcher.file.PrivateFiles;

/** A data directory, locked by the one supervisor that may use it. The lock goes with the process, however that ends. */
public final class DataDirectory implements AutoCloseable {
    private static final String MARKER = "packetboat.data";
    private static final String LAYOUT = "1";

    private final Path path;
    private final FileChannel lockFile;

    private DataDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** Makes the directory if need be. Whatever is wrong with it is said in one line. */
    public static DataDirectory open(Path path) throws IOException {
        claim(path);
        FileChannel channel =
                FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            channel.close();
            throw new IOException("a stack is running on " + path + supervisor(path));
        }
        Files.createDirectories(path.resolve("logs"));
        return new DataDirectory(path, channel);
    }

    private static void claim(Path path) throws IOException {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new IOException("the data directory " + path + " is a file");
        }
        Path marker = path.resolve(MARKER);
        if (Files.isDirectory(path) && !Files.exists(marker) && !isEmpty(path)) {
            throw new IOException("the directory " + path + " holds files that are not Packetboat's");
        }
        if (Files.exists(marker) && !Files.readString(marker).strip().equals(LAYOUT)) {
            throw new IOException("the data directory " + path + " was written by another version of Packetboat");
        }
        try {
            Files.createDirectories(path);
            // Root may write anyway, but read-only was meant.
            if (!Files.getPosixFilePermissions(path).contains(PosixFilePermission.OWNER_WRITE)) {
                throw new IOException("its owner has no right to write");
            }
            Files.writeString(marker, LAYOUT + "\n");
            // Earlier versions left it open to all.
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new IOException("the data directory " + path + " cannot be written: " + reason(e), e);
        }
    }

    private static boolean isEmpty(Path path) throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        }
    }

    private static String reason(IOException e) {
        return e instanceof java.nio.file.FileSystemException failure && failure.getReason() != null
                ? failure.getReason()
                : e instanceof java.nio.file.AccessDeniedException
                        ? "permission denied"
                        : String.valueOf(e.getMessage());
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String supervisor(Path path) throws IOException {
        return Stack.exists(path)
                ? ", supervised by process " + Stack.read(path).supervisor().pid()
                : "";
    }

    public Path path() {
        return path;
    }

    Credentials credentials() throws IOException {
        return Credentials.ofDirectory(path);
    }

    /** The bearer key of the REST API, made at the first start. */
    String adminKey() throws IOException {
        Path file = path.resolve("admin.key");
        if (!Files.exists(file)) {
            PrivateFiles.write(file, Credentials.secret(32) + "\n");
        }
        return Files.readString(file).strip();
    }

    /** Set once the demo content was added: what its owner removes stays removed. */
    Path demoMarker() {
        return path.resolve("demo.added");
    }

    void write(Stack stack) throws IOException {
        PrivateFiles.write(path.resolve(Stack.FILE), stack.toJson());
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
