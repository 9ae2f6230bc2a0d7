package org.packetboat.net.flow;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a connection's lane writes. Octets gather until 16 KiB are full or {@link #flush()} is called, which the lane does whenever it has
 * no more input to work on. When the peer reads too slowly, the lane parks until the socket drains; if the peer takes nothing for the
 * whole stall time, the connection is closed. Lane only, except {@link #drained()}; every method may park the caller and passes
 * InterruptedException when the connection closes.
 */
public final class FlowWriter {
    /** From this size on an array that does not change is sent without copying it first. */
    private static final int STABLE_OCTETS = 4 * 1024;

    private final OctetSink sink;
    private final ScratchPool pool;
    private final long stallNanos;
    private byte @Nullable [] buffer;
    private int length;
    private long sent;
    private @Nullable Deflation deflation;
    private volatile @Nullable Thread parked;

    /**
     * @param stall how long the peer may take nothing
     */
    public FlowWriter(OctetSink sink, ScratchPool pool, Duration stall) {
        this.sink = sink;
        this.pool = pool;
        this.stallNanos = stall.toNanos();
    }

    /** From here on everything is compressed; what was written before is sent as it is. */
    public void compress(Compression compression) throws InterruptedException {
        flush();
        deflation = new Deflation(compression, pool);
    }

    /** Writes one octet. */
    public void write(int octet) throws InterruptedException {
        byte[] b = room();
        b[length++] = (byte) octet;
    }

    /** Writes all octets. */
    public void write(byte[] octets) throws InterruptedException {
        write(octets, 0, octets.length);
    }

    /** Writes a copy of the octets. */
    public void write(byte[] octets, int offset, int count) throws InterruptedException {
        int from = offset;
        int left = count;
        while (left > 0) {
            byte[] b = room();
            int n = Math.min(left, b.length - length);
            System.arraycopy(octets, from, b, length, n);
            length += n;
            from += n;
            left -= n;
        }
    }

    /** Writes octets of an array that never changes again (a cached body); large ones are not copied. */
    public void writeStable(byte[] octets, int offset, int count) throws InterruptedException {
        if (count < STABLE_OCTETS) {
            write(octets, offset, count);
            return;
        }
        flush();
        int from = offset;
        int left = count;
        while (left > 0) {
            int n = Math.min(left, ScratchPool.BUFFER_OCTETS);
            awaitWritable();
            Deflation compressed = deflation;
            if (compressed == null) {
                sink.sendStable(octets, from, n);
            } else {
                compressed.send(octets, from, n, sink);
            }
            sent += n;
            from += n;
            left -= n;
        }
    }

    /** Writes what remains in the buffer, whose position moves to its limit. */
    public void write(ByteBuffer octets) throws InterruptedException {
        while (octets.hasRemaining()) {
            byte[] b = room();
            int n = Math.min(octets.remaining(), b.length - length);
            octets.get(b, length, n);
            length += n;
        }
    }

    /** Writes a text of ASCII characters alone; others become '?'. */
    public void writeAscii(String text) throws InterruptedException {
        int n = text.length();
        for (int i = 0; i < n; i++) {
            char c = text.charAt(i);
            write(c < 128 ? c : '?');
        }
    }

    /** Writes a number in decimal. */
    public void writeDecimal(long number) throws InterruptedException {
        if (number >= 0 && number < 10) {
            write('0' + (int) number);
        } else {
            writeAscii(Long.toString(number));
        }
    }

    /** Writes CR LF. */
    public void crlf() throws InterruptedException {
        write('\r');
        write('\n');
    }

    /** Hands over to the socket what has gathered. Returns before the peer has it. */
    public void flush() throws InterruptedException {
        if (length > 0) {
            awaitWritable();
            byte[] b = room();
            int n = length;
            length = 0;
            sent += n;
            send(b, n);
        }
    }

    private void send(byte[] octets, int count) throws InterruptedException {
        Deflation compressed = deflation;
        if (compressed == null) {
            sink.send(octets, 0, count);
        } else {
            compressed.send(octets, 0, count, sink);
        }
    }

    /** Gives the buffer back; whatever it holds is dropped. Called by the lane when it ends. */
    public void release() {
        byte[] b = buffer;
        buffer = null;
        length = 0;
        if (b != null) {
            pool.release(b);
        }
        rest();
    }

    private void rest() {
        Deflation compressed = deflation;
        if (compressed != null) {
            compressed.rest();
        }
    }

    /** Whether something waits to be flushed. */
    public boolean pending() {
        return length > 0;
    }

    /** Octets handed to the socket so far. */
    public long sent() {
        return sent;
    }

    /** The socket takes octets again, or is closed. Any thread. */
    public void drained() {
        Thread waiter = parked;
        if (waiter != null) {
            LockSupport.unpark(waiter);
        }
    }

    private byte[] room() throws InterruptedException {
        byte[] b = buffer;
        if (b == null) {
            b = pool.acquire();
            buffer = b;
        } else if (length == b.length) {
            awaitWritable();
            send(b, length);
            sent += length;
            length = 0;
        }
        return b;
    }

    private void awaitWritable() throws InterruptedException {
        if (sink.writable()) {
            return;
        }
        rest(); // a slow reader keeps no deflater
        long deadline = System.nanoTime() + stallNanos;
        parked = Thread.currentThread();
        try {
            while (!sink.writable()) {
                if (Thread.interrupted() || !sink.open()) {
                    throw new InterruptedException("connection closed while writing");
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    sink.stalled();
                    throw new InterruptedException("write stalled");
                }
                LockSupport.parkNanos(this, left);
            }
        } finally {
            parked = null;
        }
    }
}
