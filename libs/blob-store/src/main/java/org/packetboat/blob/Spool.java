package org.packetboat.blob;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Local files for bodies that are too large for the heap and still arriving. Bounded in octets over all files; each file loses its name as
 * soon as it is open, so that a dead process leaves nothing behind.
 */
public final class Spool {
    private final Path directory;
    private final long maxOctets;
    private final AtomicLong used = new AtomicLong();

    /** @param directory made if it does not exist */
    public Spool(Path directory, long maxOctets) {
        this.directory = directory;
        this.maxOctets = maxOctets;
    }

    /** Octets in all open files, for a gauge. */
    public long usedOctets() {
        return used.get();
    }

    /**
     * A new empty file; close it to give its octets back.
     *
     * @throws SpoolFullException when the directory cannot be written
     */
    public SpoolFile open() {
        try {
            Files.createDirectories(directory);
            Path path = Files.createTempFile(directory, "body-", ".spool");
            try {
                return open(path);
            } finally {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new SpoolFullException("no spool file can be made", e);
        }
    }

    private SpoolFile open(Path path) throws IOException {
        RandomAccessFile written = new RandomAccessFile(path.toFile(), "rw");
        try {
            return new SpoolFile(this, written, new RandomAccessFile(path.toFile(), "r"));
        } catch (IOException e) {
            written.close();
            throw e;
        }
    }

    void take(long octets) {
        if (used.addAndGet(octets) > maxOctets) {
            used.addAndGet(-octets);
            throw new SpoolFullException("spool is full");
        }
    }

    void giveBack(long octets) {
        used.addAndGet(-octets);
    }
}
