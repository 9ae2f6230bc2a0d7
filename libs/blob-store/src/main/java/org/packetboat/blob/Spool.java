package org.packetboat.blob;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Local files for bodies that are too large for the heap and still arriving. Bounded in octets over all files; each file loses its name as
 * soon as it is open, so that a dead process leaves nothing behind. Whoever finds no room waits for it in turn.
 */
public final class Spool {
    /** Room is counted in KiB. */
    private static final int UNIT_OCTETS = 1 << 10;

    private final Path directory;
    private final int units;
    private final Duration patience;
    private final Semaphore room;

    /** A spool in which nobody waits for room. */
    public Spool(Path directory, long maxOctets) {
        this(directory, maxOctets, Duration.ZERO);
    }

    /**
     * @param directory made if it does not exist
     * @param maxOctets rounded up to whole KiB
     * @param patience how long to wait for room
     */
    public Spool(Path directory, long maxOctets, Duration patience) {
        this.directory = directory;
        this.units = units(maxOctets);
        this.patience = patience;
        this.room = new Semaphore(units, true);
    }

    /** Octets that all open files have room for, for a gauge. */
    public long usedOctets() {
        return (long) (units - room.availablePermits()) * UNIT_OCTETS;
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

    static int units(long octets) {
        return Math.toIntExact(Math.ceilDiv(octets, UNIT_OCTETS));
    }

    static long octets(int units) {
        return (long) units * UNIT_OCTETS;
    }

    void take(int more) throws InterruptedException {
        boolean isTaken = more <= units && room.tryAcquire(more, patience.toNanos(), TimeUnit.NANOSECONDS);
        if (!isTaken) {
            throw new SpoolFullException("spool is full");
        }
    }

    void giveBack(int taken) {
        room.release(taken);
    }
}
