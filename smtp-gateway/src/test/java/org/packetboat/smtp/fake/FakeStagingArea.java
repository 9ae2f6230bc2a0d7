package org.packetboat.smtp.fake;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.smtp.port.MessageOctets;
import org.packetboat.smtp.port.StagingArea;

/** Objects in memory: those that were completed, until they are given up. */
public final class FakeStagingArea implements StagingArea {
    private final Behaviour behaviour;
    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger keys = new AtomicInteger();
    private volatile Duration queuedFor = Duration.ZERO;

    /** What it does. */
    public enum Behaviour {
        WORKS,
        FULL,
        STORE_AWAY
    }

    public FakeStagingArea(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    /** From now on bodies say that they waited for so long, without doing so. */
    public void setQueuedFor(Duration queuedFor) {
        this.queuedFor = queuedFor;
    }

    /** What is in the store now. */
    public Map<String, byte[]> objects() {
        return objects;
    }

    /** Bodies that were not closed. */
    public int unclosed() {
        return open.get();
    }

    @Override
    public Staging open(long announced) {
        if (behaviour == Behaviour.FULL) {
            throw new LimitException(Limit.SPOOL, "full");
        }
        open.incrementAndGet();
        return new FakeStaging("staged/" + keys.incrementAndGet());
    }

    private final class FakeStaging implements Staging {
        private final String key;
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private boolean kept;
        private boolean closed;

        FakeStaging(String key) {
            this.key = key;
        }

        @Override
        public void append(byte[] array, int offset, int length) {
            octets.write(array, offset, length);
        }

        @Override
        public MessageOctets.Staged complete(Duration within) {
            if (behaviour == Behaviour.STORE_AWAY) {
                throw new UnavailableException("store is away");
            }
            objects.put(key, octets.toByteArray());
            return new MessageOctets.Staged(key, octets.size());
        }

        @Override
        public Duration queuedFor() {
            return queuedFor;
        }

        @Override
        public void keep() {
            kept = true;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
                if (!kept) {
                    objects.remove(key);
                }
            }
        }
    }
}
