package org.packetboat.mailbox.client;

import io.grpc.ManagedChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps a waiting channel from waiting long: gRPC backs off from 1 s to 2 min between attempts to connect, which a restarted service should not
 * cost its callers. While calls are being repeated the attempts come at most 200 ms apart.
 */
final class Reconnector {
    private static final long INTERVAL_NANOS = 200_000_000;

    private final ManagedChannel channel;
    private final AtomicLong last = new AtomicLong(System.nanoTime() - INTERVAL_NANOS);

    Reconnector(ManagedChannel channel) {
        this.channel = channel;
    }

    /** To be called before a repeat. */
    void nudge() {
        long now = System.nanoTime();
        long before = last.get();
        if (now - before >= INTERVAL_NANOS && last.compareAndSet(before, now)) {
            channel.resetConnectBackoff();
        }
    }
}
