package org.packetboat.blob;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bodies that memory had no room for, on a local disk. What is written is appended to segments, and the oldest segment goes as a whole when the bound
 * is reached: no file is open for longer than one read but the one that is written, and no file is rewritten.
 *
 * <p>Nothing of it is needed. It begins empty with every process, and removes what dead ones have left. A directory that is full, gone, read-only or
 * returns other octets than were written makes bodies come from the object store again: each is written with its key and a checksum, and after a
 * failure nothing is written for a while. Writing is done by a thread of its own, and what finds no room in its queue is not kept.
 *
 * <p>Memory: 32 octets for every 8 KiB on the disk, and a queue of at most 8 MiB.
 */
public final class DiskCache implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DiskCache.class.getName());
    private static final int SEGMENTS = 16;
    private static final long LARGEST_SEGMENT = 1L << 30;
    private static final int USUAL_BODY = 8 << 10;
    private static final long QUEUE_OCTETS = 8 << 20;
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Path directory;
    private final long segmentOctets;
    private final LongSupplier nanoTime;
    private final DiskIndex index;
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final AtomicLong queuedOctets = new AtomicLong();
    private final Thread writer;
    private volatile @Nullable DiskFolder folder;
    private volatile long oldest = 1;
    private volatile boolean broken;
    private volatile long octets;
    // Of the writer alone.
    private long newest;
    private @Nullable RandomAccessFile segment;
    private long pausedUntil;
    private boolean paused;
    private boolean failing;

    private record Waiting(BodyKey key, byte[] body) {}

    /**
     * Begins at once, whether or not the directory can be used.
     *
     * @param directory may be shared with other processes; each has a folder of its own there
     * @param maxOctets of all segments together, at least 1 MiB
     */
    public DiskCache(Path directory, long maxOctets) {
        this(directory, maxOctets, System::nanoTime);
    }

    /**
     * As an operator wants it.
     *
     * @param directory otherwise {@code name} below the directory for temporary files
     * @param maxOctets 0: none
     */
    public static Optional<DiskCache> of(Optional<String> directory, String name, long maxOctets) {
        if (maxOctets == 0) {
            return Optional.empty();
        }
        Path path = directory.map(Path::of).orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"), name));
        return Optional.of(new DiskCache(path, maxOctets));
    }

    DiskCache(Path directory, long maxOctets, LongSupplier nanoTime) {
        this.directory = directory;
        this.segmentOctets = Math.clamp(maxOctets / SEGMENTS, 64 << 10, LARGEST_SEGMENT);
        this.nanoTime = nanoTime;
        this.index = new DiskIndex(segmentOctets * SEGMENTS / USUAL_BODY);
        this.writer = Thread.ofPlatform().name("body-cache").daemon().start(this::write);
    }

    /** Octets of all segments, for a gauge. */
    public long octets() {
        return octets;
    }

    /** Whether {@link #get} has something to look for; does not touch the disk. */
    boolean mayHave(BodyKey key) {
        return isHeld(index.find(key));
    }

    /** Reads a body. Null when it is not there, not whole, or cannot be read. */
    byte @Nullable [] get(BodyKey key) {
        long place = index.find(key);
        DiskFolder current = folder;
        if (current == null || !isHeld(place)) {
            return null;
        }
        byte[] body = null;
        try {
            body = read(current.segment(segmentOf(place)), offsetOf(place), key);
        } catch (FileNotFoundException e) {
            // Its segment went while we looked, or somebody has taken the directory away.
            broken |= isHeld(place);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "body cannot be read from the disk", e);
        }
        if (body == null) {
            index.remove(key, place);
        }
        return body;
    }

    // Opened for each read: a channel that many threads share is closed when one of them is interrupted.
    private byte @Nullable [] read(Path file, long offset, BodyKey key) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(offset);
            byte[] head = new byte[DiskRecord.HEAD_OCTETS];
            in.readFully(head);
            int length = DiskRecord.length(head, key);
            if (length < 0 || length > in.length() - offset - DiskRecord.HEAD_OCTETS) {
                return null;
            }
            byte[] body = new byte[length];
            in.readFully(body);
            return DiskRecord.checked(head, body);
        }
    }

    /** Keeps a body if there is time and room for it; returns at once. */
    void offer(BodyKey key, byte[] body) {
        long taken = body.length + (long) DiskRecord.HEAD_OCTETS;
        if (taken > segmentOctets || isHeld(index.find(key))) {
            return;
        }
        if (queuedOctets.addAndGet(taken) > QUEUE_OCTETS) {
            queuedOctets.addAndGet(-taken);
            return;
        }
        queue.add(new Waiting(key, body));
    }

    /** Whether everything that was offered has been written or given up; for tests. */
    boolean isIdle() {
        return queuedOctets.get() == 0;
    }

    private boolean isHeld(long place) {
        return place != 0 && segmentOf(place) >= oldest;
    }

    private static long place(long segment, long offset) {
        return segment << 32 | offset;
    }

    private static long segmentOf(long place) {
        return place >>> 32;
    }

    private static long offsetOf(long place) {
        return place & 0xFFFF_FFFFL;
    }

    private void write() {
        try {
            prepare();
            while (true) {
                Waiting next = queue.take();
                try {
                    keep(next);
                } finally {
                    queuedOctets.addAndGet(-(next.body().length + (long) DiskRecord.HEAD_OCTETS));
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "disk cache ends");
        }
    }

    // What dead processes have left goes at the start, not when the first body comes.
    private void prepare() {
        try {
            folder = DiskFolder.make(directory);
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    private void keep(Waiting next) {
        if (paused && nanoTime.getAsLong() - pausedUntil < 0) {
            return;
        }
        paused = false;
        try {
            if (broken) {
                leave();
            }
            append(next);
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    private void append(Waiting next) throws IOException {
        byte[] record = DiskRecord.of(next.key(), next.body());
        RandomAccessFile out = segment;
        if (out == null || out.getFilePointer() + record.length > segmentOctets) {
            out = roll();
        }
        long offset = out.getFilePointer();
        out.write(record);
        failing = false;
        octets += record.length;
        index.put(next.key(), place(newest, offset));
    }

    private RandomAccessFile roll() throws IOException {
        closeSegment();
        DiskFolder current = folder;
        if (current == null) {
            current = DiskFolder.make(directory);
            folder = current;
        }
        while (newest - oldest + 1 >= SEGMENTS) {
            removeOldest(current);
        }
        newest++;
        RandomAccessFile out = new RandomAccessFile(current.segment(newest).toFile(), "rw");
        segment = out;
        return out;
    }

    private void removeOldest(DiskFolder current) throws IOException {
        Path file = current.segment(oldest);
        oldest++;
        long length = Files.exists(file) ? Files.size(file) : 0;
        Files.deleteIfExists(file);
        octets -= length;
    }

    private void closeSegment() throws IOException {
        RandomAccessFile out = segment;
        segment = null;
        if (out != null) {
            out.close();
        }
    }

    /** Forgets everything that was written and where. */
    private void leave() throws IOException {
        broken = false;
        oldest = newest + 1;
        octets = 0;
        DiskFolder left = folder;
        folder = null;
        try (left) {
            closeSegment();
        }
    }

    /** A full disk is made emptier, whatever else it was may heal: nothing is written for a while. */
    private void fail(Exception failure) {
        LOG.log(
                failing ? Level.DEBUG : Level.WARNING,
                "disk cache does without its disk for a while directory=" + directory,
                failure);
        failing = true;
        try {
            leave();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "disk cache cannot be cleared", e);
        }
        pausedUntil = nanoTime.getAsLong() + PAUSE.toNanos();
        paused = true;
    }

    /** Removes everything from the disk. */
    @Override
    public void close() {
        writer.interrupt();
        try {
            if (writer.join(Duration.ofSeconds(2))) {
                leave();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "disk cache cannot be removed", e);
        }
    }
}
