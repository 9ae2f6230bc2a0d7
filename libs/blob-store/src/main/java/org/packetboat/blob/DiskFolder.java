package org.packetboat.blob;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of this process alone, below a directory that others may use as well. It is ours as long as the file beside it is locked, which is locked before
 * the folder is made and removed after it; making one removes those whose process has died.
 */
final class DiskFolder implements AutoCloseable {
    private static final String PREFIX = "bodies-";
    private static final String LOCK = ".lock";
    private static final int ATTEMPTS = 5;

    private final Path lockFile;
    private final Path folder;
    private final FileChannel lock;

    private DiskFolder(Path lockFile, FileChannel lock) {
        this.lockFile = lockFile;
        this.folder = folderOf(lockFile);
        this.lock = lock;
    }

    static DiskFolder make(Path directory) throws IOException {
        Files.createDirectories(directory);
        removeDead(directory);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Path lockFile = Files.createTempFile(directory, PREFIX, LOCK);
            FileChannel lock = lock(lockFile);
            // Before it was locked somebody may have taken it for a dead one's.
            if (lock != null && Files.exists(lockFile)) {
                return new DiskFolder(lockFile, lock).made();
            }
            if (lock != null) {
                lock.close();
            }
        }
        throw new IOException("no folder of our own can be made in " + directory);
    }

    private DiskFolder made() throws IOException {
        try {
            // Nobody else may read it: it holds mail.
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            close();
            throw e;
        }
        return this;
    }

    Path segment(long number) {
        return folder.resolve(Long.toString(number));
    }

    private static Path folderOf(Path lockFile) {
        String name = lockFile.getFileName().toString();
        return lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
    }

    private static void removeDead(Path directory) throws IOException {
        try (DirectoryStream<Path> lockFiles = Files.newDirectoryStream(directory, PREFIX + "*" + LOCK)) {
            for (Path lockFile : lockFiles) {
                FileChannel lock = lock(lockFile);
                if (lock != null) {
                    try (lock) {
                        remove(lockFile);
                    }
                }
            }
        }
    }

    // Null when it is somebody's, or was a moment ago. Between caches of one process a lock is weaker: closing this
    // channel gives up that of the other one.
    private static @Nullable FileChannel lock(Path file) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
        } catch (NoSuchFileException _) {
            return null;
        }
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException _) {
            // ours, of another cache
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? null : channel;
    }

    private static void remove(Path lockFile) throws IOException {
        Path folder = folderOf(lockFile);
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(folder);
        }
        Files.deleteIfExists(lockFile);
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            remove(lockFile);
        }
    }
}
