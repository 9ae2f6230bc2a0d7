package org.packetboat.net.limits;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.packetboat.mail.network.Network;

/** Counts the connections of one listener: in all, by address (IPv6: by /64, which one customer has), and by user. Thread-safe. */
public final class ConnectionLimits {
    private static final int IPV4_PREFIX = 32;
    private static final int IPV6_PREFIX = 64;

    private final int maxConnections;
    private final int maxPerAddress;
    private final int maxPerUser;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<Network, Integer> byAddress = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Integer> byUser = new ConcurrentHashMap<>();

    /** A limit of 0 is none. */
    public ConnectionLimits(int maxConnections, int maxPerAddress, int maxPerUser) {
        this.maxConnections = maxConnections;
        this.maxPerAddress = maxPerAddress;
        this.maxPerUser = maxPerUser;
    }

    /** The answer to a new connection or login. */
    public enum Admission {
        /** It counts now; {@link #leave} must follow. */
        ADMITTED,
        /** The listener is full. */
        LISTENER_FULL,
        /** The address has enough. */
        ADDRESS_FULL,
        /** The user has enough. */
        USER_FULL
    }

    /** Counts a connection if there is room. */
    public Admission enter(InetAddress address) {
        if (open.incrementAndGet() > maxConnections && maxConnections > 0) {
            open.decrementAndGet();
            return Admission.LISTENER_FULL;
        }
        int ofAddress = byAddress.merge(key(address), 1, Integer::sum);
        if (ofAddress > maxPerAddress && maxPerAddress > 0) {
            leave(address);
            return Admission.ADDRESS_FULL;
        }
        return Admission.ADMITTED;
    }

    /** An admitted connection is gone. */
    public void leave(InetAddress address) {
        open.decrementAndGet();
        byAddress.computeIfPresent(key(address), (a, n) -> n == 1 ? null : n - 1);
    }

    /** Counts a login of an admitted connection if there is room. */
    public Admission enter(String user) {
        int ofUser = byUser.merge(user, 1, Integer::sum);
        if (ofUser > maxPerUser && maxPerUser > 0) {
            leave(user);
            return Admission.USER_FULL;
        }
        return Admission.ADMITTED;
    }

    /** A user that was admitted has gone, or is forgotten. */
    public void leave(String user) {
        byUser.computeIfPresent(user, (u, n) -> n == 1 ? null : n - 1);
    }

    private static Network key(InetAddress address) {
        return Network.of(address).wider(IPV4_PREFIX, IPV6_PREFIX);
    }
}
