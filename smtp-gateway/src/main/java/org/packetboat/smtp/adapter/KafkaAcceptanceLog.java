package org.packetboat.smtp.adapter;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.TopicNames;
import org.packetboat.contracts.records.AcceptedMail;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.MailFailure;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.service.config.KafkaConnection;
import org.packetboat.smtp.port.AcceptanceLog;
import org.packetboat.smtp.port.AcceptedMessage;
import org.packetboat.smtp.port.Deadline;

/**
 * mail.accepted. The producer is idempotent and waits for all in-sync replicas; a record that was not acknowledged within the delivery
 * timeout is reported as unknown. A producer that has failed for good is replaced, and what it held is reported as unknown as well. Most of the time
 * to answer passes in front of the producer when it is short: there a record is not under way, and its sender can be told so. Never
 * called on an event loop: {@code send} may block for {@link #MAX_BLOCK}.
 */
public final class KafkaAcceptanceLog implements AcceptanceLog, AutoCloseable {
    /** For metadata, and for room in the producer's buffer. */
    private static final Duration MAX_BLOCK = Duration.ofSeconds(1);

    private static final Duration BETWEEN_PRODUCERS = Duration.ofSeconds(1);

    private static final Duration MARGIN = Duration.ofMillis(500);
    private static final int BATCH_OCTETS = 64 << 10;
    /** A record, its key, its header and what the broker's format adds; brokers take 1 MiB and a little unless they are told otherwise. */
    private static final int REQUEST_OCTETS = 1 << 20;

    private final CurrentProducer producers;
    private final Duration acknowledgementTimeout;
    private final AcceptanceWindow window;
    private final CircuitBreaker breaker;

    /**
     * @param producers makes producers, given how many there were before
     * @param acknowledgementTimeout from the end of a message to the answer, whatever it is; includes the time that handing over blocks
     * @param window in front of the producer
     */
    KafkaAcceptanceLog(
            IntFunction<Producer<byte[], byte[]>> producers, Duration acknowledgementTimeout, AcceptanceWindow window) {
        this.producers = new CurrentProducer(producers, acknowledgementTimeout, BETWEEN_PRODUCERS);
        this.acknowledgementTimeout = acknowledgementTimeout;
        this.window = window;
        this.breaker = new CircuitBreaker(delivery(acknowledgementTimeout), System::nanoTime);
    }

    /** Of the time to answer, what a record has that was admitted: several times what the window means it to take. */
    private static Duration delivery(Duration acknowledgementTimeout) {
        return acknowledgementTimeout.multipliedBy(5).dividedBy(9);
    }

    /** A log on a broker; nothing is fetched yet. */
    public static KafkaAcceptanceLog connect(
            KafkaConnection kafka, Duration acknowledgementTimeout, long bufferOctets, MeterRegistry registry) {
        Duration delivery = delivery(acknowledgementTimeout);
        Properties properties = new Properties();
        properties.putAll(kafka.properties());
        properties.putAll(Map.ofEntries(
                Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                // A record never waits for others, but those that come while one is under way go together.
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
                Map.entry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1),
                Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_OCTETS),
                Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, REQUEST_OCTETS),
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, bufferOctets),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK.toMillis()),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(delivery.toMillis() / 2)),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(delivery.toMillis())),
                Map.entry(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, 50),
                Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500),
                Map.entry(ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, ""),
                Map.entry(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false),
                Map.entry(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 2_000)));
        // Half of the memory: each partition's last batch takes its full size, however little is in it.
        AcceptanceWindow window = new AcceptanceWindow(REQUEST_OCTETS, bufferOctets / 2);
        window.register(registry);
        return new KafkaAcceptanceLog(before -> producer(properties, before), acknowledgementTimeout, window);
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
    public void check() {
        if (!breaker.isPassable()) {
            throw new UnavailableException("broker has not answered for some time");
        }
    }

    @Override
    public Deadline deadline() {
        return Deadline.in(acknowledgementTimeout);
    }

    @Override
    public Handover handOver(AcceptedMessage message, Deadline deadline) throws InterruptedException {
        check();
        AcceptedMail value = AcceptedMailRecord.value(message);
        int octets = value.getSerializedSize();
        Deadline admission = deadline.without(
                delivery(acknowledgementTimeout).plus(MAX_BLOCK).plus(MARGIN));
        if (!window.enter(octets, admission)) {
            throw new UnavailableException("too much waits for the broker's acknowledgement");
        }
        Producer<byte[], byte[]> producer = producers.get();
        PendingRecord pending = new PendingRecord(octets, deadline, producer);
        try {
            // What is taken now and not waited for would be refused and stored.
            if (deadline.left().compareTo(acknowledgementTimeout.dividedBy(9)) < 0) {
                throw new UnavailableException("no time is left for the broker to answer");
            }
            if (!breaker.tryPass()) {
                throw new UnavailableException("another record tries whether the broker answers");
            }
            var unused = producer.send(record(message, value), pending::completed);
            pending.throwIfNotTaken();
            return pending;
        } catch (InterruptException e) {
            throw interrupted(e); // waited for metadata or room: the record was not taken
        } catch (KafkaException | IllegalStateException e) {
            producers.failed(producer, e);
            throw notTaken(e);
        } finally {
            pending.handOverEnded();
        }
    }

    /** Made only when there is room in the window: the octets of an inline body are copied here. */
    private static ProducerRecord<byte[], byte[]> record(AcceptedMessage message, AcceptedMail value) {
        return new ProducerRecord<>(
                TopicNames.MAIL_ACCEPTED,
                null,
                message.acceptedAt().toEpochMilli(),
                AcceptedMailRecord.key(message),
                value.toByteArray(),
                AcceptedMailRecord.headers(message));
    }

    /** A record that is too large today is so tomorrow. */
    private static MailFailure notTaken(Exception failure) {
        return failure instanceof RecordTooLargeException
                ? new LimitException(Limit.MESSAGE_SIZE, "the broker takes no such record: " + failure.getMessage())
                : new UnavailableException("producer did not take the record", failure);
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
    private final class PendingRecord implements Handover {
        private final CompletableFuture<RecordMetadata> acknowledged = new CompletableFuture<>();
        private final Thread sender = Thread.currentThread();
        private final int octets;
        private final Deadline deadline;
        private final Producer<byte[], byte[]> producer;
        private final long admittedAt = System.nanoTime();
        /** Written and read by the sending thread alone. */
        private @Nullable Exception notTaken;

        private boolean isTaken;

        PendingRecord(int octets, Deadline deadline, Producer<byte[], byte[]> producer) {
            this.octets = octets;
            this.deadline = deadline;
            this.producer = producer;
        }

        /** The producer calls back on the sending thread only for records that it did not take, on its own thread for the others. */
        void completed(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
            if (failure == null) {
                window.acknowledged(octets, System.nanoTime() - admittedAt);
                breaker.answered();
                acknowledged.complete(metadata);
                return;
            }
            if (failure instanceof TimeoutException) {
                breaker.silent();
            }
            if (Thread.currentThread() == sender) {
                notTaken = failure;
            } else {
                window.failed(octets);
                acknowledged.completeExceptionally(failure);
            }
            producers.failed(producer, failure);
        }

        void throwIfNotTaken() {
            Exception failure = notTaken;
            if (failure != null) {
                throw notTaken(failure);
            }
            isTaken = true;
        }

        /** What the producer has not taken is in the window no more; what it has taken is until it calls back, whoever waits for that. */
        void handOverEnded() {
            if (!isTaken) {
                window.notTaken(octets);
            }
        }

        @Override
        public void awaitAcknowledgement() throws InterruptedException {
            try {
                acknowledged.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RecordTooLargeException
                        ? new LimitException(Limit.MESSAGE_SIZE, "the broker takes no such record")
                        : new UnavailableException("broker did not acknowledge", e);
            } catch (java.util.concurrent.TimeoutException e) {
                throw new UnavailableException("broker did not acknowledge in time", e);
            }
        }
    }
}
