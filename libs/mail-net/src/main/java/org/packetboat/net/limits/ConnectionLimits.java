package org.packetboat.net.limits;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the connections of one listener, in all and by address. Thread-safe. */
public final class ConnectionLimits {
    private final int maxConnections;
    private final int maxPerAddress;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

    /** A limit of 0 is none. */
    public ConnectionLimits(int maxConnections, int maxPerAddress) {
        this.maxConnections = maxConnections;
        this.maxPerAddress = maxPerAddress;
    }

    /** The answer to a new connection. */
    public enum Admission {
        /** It counts now; {@link #leave} must follow. */
        ADMITTED,
        /** The listener is full. */
        LISTENER_FULL,
        /** The address has enough. */
        ADDRESS_FULL
    }

    /** Counts a connection if there is room. */
    public Admission enter(InetAddress address) {
        if (open.incrementAndGet() > maxConnections && maxConnections > 0) {
            open.decrementAndGet();
            return Admission.LISTENER_FULL;
        }
        int ofAddress = byAddress.merge(address, 1, Integer::sum);
        if (ofAddress > maxPerAddress && maxPerAddress > 0) {
            leave(address);
            return Admission.ADDRESS_FULL;
        }
        return Admission.ADMITTED;
    }

    /** An admitted connection is gone. */
    public void leave(InetAddress address) {
        open.decrementAndGet();
        byAddress.computeIfPresent(address, (a, n) -> n == 1 ? null : n - 1);
    }

    /** Connections that are open. */
    public int open() {
        return open.get();
    }
}
