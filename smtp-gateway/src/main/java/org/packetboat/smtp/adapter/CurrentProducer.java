package org.packetboat.smtp.adapter;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * The producer in use. An idempotent producer that has met certain failures refuses every later record; it is then replaced. What the old one
 * still holds is acknowledged or fails while it closes, each record once: nothing is handed from one to the other. Thread-safe.
 */
final class CurrentProducer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(CurrentProducer.class.getName());

    private final IntFunction<Producer<byte[], byte[]>> factory;
    private final Duration closing;
    private final long pauseNanos;
    private volatile Producer<byte[], byte[]> current;
    private int replaced;
    private long replacedAt;
    private boolean closed;

    /**
     * @param factory of producers, given how many there were before
     * @param closing for the records that a producer still holds when it is closed
     * @param pause between two replacements
     */
    CurrentProducer(IntFunction<Producer<byte[], byte[]>> factory, Duration closing, Duration pause) {
        this.factory = factory;
        this.closing = closing;
        this.pauseNanos = pause.toNanos();
        this.current = factory.apply(0);
    }

    Producer<byte[], byte[]> get() {
        return current;
    }

    /** Replaces the producer if the failure is one that it does not recover from, and if it is still the one in use. */
    void failed(Producer<byte[], byte[]> producer, Exception failure) {
        if (isFatal(failure)) {
            replace(producer, failure);
        }
    }

    private synchronized void replace(Producer<byte[], byte[]> broken, Exception failure) {
        long now = System.nanoTime();
        if (closed || broken != current || replaced > 0 && now - replacedAt < pauseNanos) {
            return;
        }
        Producer<byte[], byte[]> fresh;
        try {
            fresh = factory.apply(replaced + 1);
        } catch (KafkaException e) { // no name of a broker resolves: tried again with the next failure
            LOG.log(Level.WARNING, "producer could not be replaced", e);
            return;
        }
        LOG.log(Level.WARNING, "producer replaced after a fatal failure", failure);
        replaced++;
        replacedAt = now;
        current = fresh;
        // Not on this thread: it may be the broken producer's own, which closing waits for.
        Thread.ofVirtual().name("close-producer").start(() -> broken.close(closing));
    }

    private static boolean isFatal(Exception failure) {
        return switch (failure) {
            case OutOfOrderSequenceException _,
                    ProducerFencedException _,
                    InvalidProducerEpochException _,
                    InvalidPidMappingException _,
                    ClusterAuthorizationException _,
                    UnsupportedVersionException _ -> true;
            // Of this record alone, or it passes.
            case ApiException _ -> false;
            // The producer says that an earlier failure was fatal.
            default -> true;
        };
    }

    @Override
    public void close() {
        Producer<byte[], byte[]> last;
        synchronized (this) {
            closed = true;
            last = current;
        }
        last.close(closing);
    }
}
