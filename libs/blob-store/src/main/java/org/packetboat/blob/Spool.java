package org.packetboat.blob;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Local files for bodies that are too large for the heap and still arriving. Bounded in octets over all files; each file loses its name as
 * soon as it is open, so that a dead process leaves nothing behind.
 *
 * <p>A file takes room as it fills, and none before. Whoever finds no room waits for it in turn, with what the file holds already: so that all of them do
 * not wait for each other, a quarter of the spool is kept for files that have room promised for a whole part. They never wait; when one is closed, the first
 * of those that do gets the promise. In a spool in which nobody waits nothing is kept back: who finds no room there fails and lets go of what it has.
 */
public final class Spool {
    /** Room is counted in KiB. */
    private static final int UNIT_OCTETS = 1 << 10;

    private static final int SHARE_OF_PROMISES = 4;

    /**
     * Within which the store takes what a thousand clients have sent. Who has sent all of a message should wait ten minutes for the answer (RFC 5321 §4.5.3.2.6),
     * and some wait five.
     */
    private static final Duration FOR_TURNS = Duration.ofMinutes(2);

    private final UploadTurns turns;

    private final Path directory;
    private final int units;
    private final int partUnits;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Condition> waiting = new ArrayDeque<>();
    private int free;
    /** Of what is free, what only files take that have a promise, or will get one. */
    private int kept;

    private int promises;

    /**
     * A spool as its operator wants it, who has to leave it room for a message of any size.
     *
     * @param setting under which the size is configured
     * @throws IllegalArgumentException when that is too small: every message of more than the size would fail, however often it is sent
     */
    public static Spool ofSetting(String setting, Path directory, long octets, Duration patience) {
        long least = leastOctets(patience);
        if (octets < least) {
            throw new IllegalArgumentException(setting + " is " + octets + ", and " + least + " at least");
        }
        return new Spool(directory, octets, patience);
    }

    /** What one message of any size needs. Where nobody waits, a part fills while the one before it is on its way. */
    static long leastOctets(Duration patience) {
        return (patience.isZero() ? 2L : 1L) * StagedUpload.PART_OCTETS;
    }

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
        this(directory, maxOctets, patience, new UploadTurns(FOR_TURNS));
    }

    Spool(Path directory, long maxOctets, Duration patience, UploadTurns turns) {
        this.turns = turns;
        this.directory = directory;
        this.units = units(maxOctets);
        this.partUnits = Math.clamp(units, 1, units(StagedUpload.PART_OCTETS));
        this.patience = patience;
        this.promises = isWaitedFor() ? Math.max(1, units / partUnits / SHARE_OF_PROMISES) : 0;
        this.kept = promises * partUnits;
        this.free = units;
    }

    /** Of the uploads from here. */
    UploadTurns turns() {
        return turns;
    }

    /** Whether files wait here for room, which others give back. */
    boolean isWaitedFor() {
        return !patience.isZero();
    }

    /** Octets that all open files have room for, for a gauge. */
    public long usedOctets() {
        lock.lock();
        try {
            return octets(units - free);
        } finally {
            lock.unlock();
        }
    }

    /** How many parts of uploads from here wait for their turn at the store, for a gauge. */
    int partsWaiting() {
        return turns.waiting();
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

    /** Makes the room of a file larger. */
    void take(SpoolRoom room, int more) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            boolean isTaken = more <= room.left()
                    || waiting.isEmpty() && tryTake(room, more)
                    || room.units() + more <= units && awaitTurn(room, more);
            if (!isTaken) {
                throw new SpoolFullException("spool is full");
            }
            free -= more;
            kept -= room.grow(more);
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitTurn(SpoolRoom room, int more) throws InterruptedException {
        Condition turn = lock.newCondition();
        waiting.add(turn);
        try {
            long left = patience.toNanos();
            while (waiting.peek() != turn || !tryTake(room, more)) {
                if (left <= 0) {
                    return false;
                }
                left = turn.awaitNanos(left);
            }
            return true;
        } finally {
            waiting.remove(turn);
            wakeFirst();
        }
    }

    /** Whether there is room that nobody else needs, or a promise to be had. */
    private boolean tryTake(SpoolRoom room, int more) {
        if (free - more >= kept) {
            return true;
        }
        boolean isToBeHad = promises > 0 && !room.isPromised() && room.units() + more <= partUnits;
        if (isToBeHad) {
            promises--;
            kept -= room.units();
            room.promise(partUnits - room.units());
        }
        return isToBeHad;
    }

    /** A file is closed. */
    void giveBack(SpoolRoom room) {
        lock.lock();
        try {
            free += room.units();
            if (room.isPromised()) {
                promises++;
                kept += partUnits - room.left();
            }
            room.clear();
            wakeFirst();
        } finally {
            lock.unlock();
        }
    }

    private void wakeFirst() {
        Condition first = waiting.peek();
        if (first != null) {
            first.signal();
        }
    }
}
