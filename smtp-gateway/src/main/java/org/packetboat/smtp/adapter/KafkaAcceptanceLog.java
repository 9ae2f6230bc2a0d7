package org.packetboat.smtp.adapter;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.TopicNames;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.service.config.KafkaConnection;
import org.packetboat.smtp.port.AcceptanceLog;
import org.packetboat.smtp.port.AcceptedMessage;

/**
 * mail.accepted. The producer is idempotent and waits for all in-sync replicas; a record that was not acknowledged within the delivery
 * timeout is reported as unknown. A producer that has failed for good is replaced, and what it held is reported as unknown as well. Never
 * called on an event loop: {@code send} may block for {@link #MAX_BLOCK}.
 */
public final class KafkaAcceptanceLog implements AcceptanceLog, AutoCloseable {
    /** For metadata, and for room in the producer's buffer. */
    private static final Duration MAX_BLOCK = Duration.ofSeconds(1);

    private static final Duration BETWEEN_PRODUCERS = Duration.ofSeconds(1);

    private static final Duration MARGIN = Duration.ofMillis(500);
    private static final int BATCH_OCTETS = 64 << 10;

    private final CurrentProducer producers;
    private final Duration acknowledgementTimeout;

    /**
     * @param producers makes producers, given how many there were before
     * @param acknowledgementTimeout from handing over to the answer, whatever it is; includes the time that handing over blocks
     */
    public KafkaAcceptanceLog(IntFunction<Producer<byte[], byte[]>> producers, Duration acknowledgementTimeout) {
        this.producers = new CurrentProducer(producers, acknowledgementTimeout, BETWEEN_PRODUCERS);
        this.acknowledgementTimeout = acknowledgementTimeout;
    }

    /** A log on a broker; nothing is fetched yet. */
    public static KafkaAcceptanceLog connect(
            KafkaConnection kafka, Duration acknowledgementTimeout, long bufferOctets) {
        Duration delivery = acknowledgementTimeout.minus(MAX_BLOCK).minus(MARGIN);
        Properties properties = new Properties();
        properties.putAll(kafka.properties());
        properties.putAll(Map.ofEntries(
                Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                // A record never waits for others, but those that come while one is under way go together.
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
                Map.entry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1),
                Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_OCTETS),
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, bufferOctets),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK.toMillis()),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(delivery.toMillis() / 2)),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(delivery.toMillis())),
                Map.entry(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, 50),
                Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500),
                Map.entry(ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, ""),
                Map.entry(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false),
                Map.entry(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 2_000)));
        return new KafkaAcceptanceLog(before -> producer(properties, before), acknowledgementTimeout);
    }

    /** Each with a name of its own: the one before may still be closing. */
    private static Producer<byte[], byte[]> producer(Properties shared, int before) {
        Properties properties = new Properties();
        properties.putAll(shared);
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, before == 0 ? "smtp-gateway" : "smtp-gateway-" + before);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * Fetches what the first record would wait for. Blocks.
     *
     * @throws UnavailableException when the broker does not answer
     */
    public void warmUp() throws InterruptedException {
        try {
            producers.get().partitionsFor(TopicNames.MAIL_ACCEPTED);
        } catch (InterruptException e) {
            throw interrupted(e);
        } catch (KafkaException e) {
            throw new UnavailableException("broker gave no metadata", e);
        }
    }

    @Override
    public Handover handOver(AcceptedMessage message) throws InterruptedException {
        long started = System.nanoTime();
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                TopicNames.MAIL_ACCEPTED,
                null,
                message.acceptedAt().toEpochMilli(),
                AcceptedMailRecord.key(message),
                AcceptedMailRecord.value(message),
                AcceptedMailRecord.headers(message));
        Producer<byte[], byte[]> producer = producers.get();
        PendingRecord pending = new PendingRecord(
                started + acknowledgementTimeout.toNanos(), failure -> producers.failed(producer, failure));
        try {
            var unused = producer.send(record, pending::completed);
        } catch (InterruptException e) {
            throw interrupted(e); // waited for metadata or room: the record was not taken
        } catch (KafkaException | IllegalStateException e) {
            producers.failed(producer, e);
            throw new UnavailableException("producer did not take the record", e);
        }
        pending.throwIfNotTaken();
        return pending;
    }

    @Override
    public void close() {
        producers.close();
    }

    private static InterruptedException interrupted(InterruptException e) {
        Thread.interrupted(); // the exception carries it on
        InterruptedException interrupted = new InterruptedException("interrupted in the producer");
        interrupted.initCause(e);
        return interrupted;
    }

    /** A record in the producer's hands. */
    private static final class PendingRecord implements Handover {
        private final CompletableFuture<RecordMetadata> acknowledged = new CompletableFuture<>();
        private final Thread sender = Thread.currentThread();
        private final long deadlineNanos;
        private final Consumer<Exception> failed;
        /** Written and read by the sending thread alone. */
        private @Nullable Exception notTaken;

        PendingRecord(long deadlineNanos, Consumer<Exception> failed) {
            this.deadlineNanos = deadlineNanos;
            this.failed = failed;
        }

        /** The producer calls back on the sending thread only for records that it did not take, on its own thread for the others. */
        void completed(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
            if (failure == null) {
                acknowledged.complete(metadata);
                return;
            }
            if (Thread.currentThread() == sender) {
                notTaken = failure;
            } else {
                acknowledged.completeExceptionally(failure);
            }
            failed.accept(failure);
        }

        void throwIfNotTaken() {
            Exception failure = notTaken;
            if (failure != null) {
                throw new UnavailableException("producer did not take the record", failure);
            }
        }

        @Override
        public void awaitAcknowledgement() throws InterruptedException {
            try {
                acknowledged.get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                throw new UnavailableException("broker did not acknowledge", e);
            } catch (TimeoutException e) {
                throw new UnavailableException("broker did not acknowledge in time", e);
            }
        }
    }
}
