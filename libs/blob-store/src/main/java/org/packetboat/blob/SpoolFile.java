package org.packetboat.blob;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;

/** A file without a name. One thread appends; reading what was appended may happen beside it. */
public final class SpoolFile implements AutoCloseable {
    private static final int CHUNK_OCTETS = 64 << 10;

    private final Spool spool;
    private final RandomAccessFile written;
    private final RandomAccessFile sections;
    private final SpoolRoom room = new SpoolRoom();
    private volatile long size;
    /** Of the spool's units, what was taken so far. */
    private int taken;

    private boolean closed;

    SpoolFile(Spool spool, RandomAccessFile written, RandomAccessFile sections) {
        this.spool = spool;
        this.written = written;
        this.sections = sections;
    }

    /** Octets appended so far. */
    public long size() {
        return size;
    }

    /**
     * Takes the room for so many octets in all, before they come.
     *
     * @throws SpoolFullException when there was no room for too long
     */
    void reserve(long octets) throws InterruptedException {
        int more = Spool.units(octets) - taken;
        if (more > 0) {
            spool.take(room, more);
            taken += more;
        }
    }

    /**
     * Appends all remaining octets.
     *
     * @throws SpoolFullException when the bound is reached or the disk is full
     * @throws InterruptedException when the thread was interrupted; what was appended cannot be read any more
     */
    public void append(ByteBuffer octets) throws InterruptedException {
        long end = size;
        reserve(end + octets.remaining());
        try {
            while (octets.hasRemaining()) {
                end += written.getChannel().write(octets, end);
            }
        } catch (ClosedByInterruptException _) {
            Thread.interrupted();
            throw new InterruptedException("interrupted while writing to the spool");
        } catch (IOException e) {
            throw new SpoolFullException("spool file cannot be written", e);
        }
        size = end;
    }

    /** Fills {@code target} from {@code position} on as far as octets were appended; returns how many, 0 at the end. */
    public int read(long position, ByteBuffer target) {
        try {
            return Math.max(0, written.getChannel().read(target, position));
        } catch (IOException e) {
            throw new UncheckedIOException("spool file cannot be read", e);
        }
    }

    /** A section for an upload; all sections share one file pointer, so one upload at a time. */
    FileSection section(long position, long length, String sha256) {
        return new FileSection(sections, position, length, sha256);
    }

    /** All octets for an upload; reads them once. */
    public FileSection whole() {
        Sha256 sha256 = new Sha256();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_OCTETS);
        for (long at = 0; at < size; ) {
            chunk.clear();
            at += read(at, chunk);
            sha256.update(chunk.flip());
        }
        return section(0, size, sha256.finish());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        spool.giveBack(room);
        try (RandomAccessFile first = written;
                RandomAccessFile second = sections) {
            first.getChannel().close();
            second.getChannel().close();
        } catch (IOException e) {
            throw new UncheckedIOException("spool file cannot be closed", e);
        }
    }
}
