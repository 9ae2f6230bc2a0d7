package org.packetboat.mailbox.publish;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Properties;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;
import org.packetboat.contracts.TopicNames;
import org.packetboat.contracts.records.MailboxChange;
import org.packetboat.service.config.KafkaConnection;

/**
 * Hints over {@code mailbox.changes}. A caller only leaves its hint, where a later one for the same mailbox takes the place of an earlier one that was
 * not sent yet; a thread of our own sends what is due. While the broker is away hints are kept up to a bound and then dropped.
 */
public final class KafkaChangeHints implements ChangeHints, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(KafkaChangeHints.class);
    private static final int WAITING = 10_000;

    /** Between two hints about one mailbox. A hint costs broker and gateways more than the change of a flag does. */
    private static final Duration INTERVAL = Duration.ofMillis(50);

    /** Hints gather for so long after one was sent, and after several were. What comes later than that is sent at once. */
    private static final long GATHER_NANOS = Duration.ofMillis(5).toNanos();

    private static final long GATHER_MORE_NANOS = Duration.ofMillis(25).toNanos();

    private final KafkaProducer<byte[], byte[]> producer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Thread sender;
    private final PacedHints waiting = new PacedHints(INTERVAL, WAITING);
    private boolean closed;
    private volatile boolean ended;

    public KafkaChangeHints(KafkaConnection kafka) {
        Properties properties = new Properties();
        properties.putAll(kafka.properties());
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "mailbox-changes");
        properties.put(ProducerConfig.ACKS_CONFIG, "1");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.RETRIES_CONFIG, 0);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 4_000);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * 1024 * 1024);
        properties.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        sender = Thread.ofPlatform().name("change-hints").daemon().start(this::run);
    }

    @Override
    public void mailboxChanged(long accountId, long mailboxId, long modSeq, long uidNext) {
        leave(MailboxChange.newBuilder()
                .setAccountId(accountId)
                .setMailboxId(mailboxId)
                .setModSeq(modSeq)
                .setUidNext(uidNext)
                .build());
    }

    @Override
    public void mailboxListChanged(long accountId, long mailboxId) {
        leave(MailboxChange.newBuilder()
                .setAccountId(accountId)
                .setMailboxId(mailboxId)
                .setMailboxList(true)
                .build());
    }

    private void leave(MailboxChange change) {
        lock.lock();
        try {
            waiting.leave(change);
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (true) {
                Collection<MailboxChange> due = take();
                for (MailboxChange change : due) {
                    if (ended) {
                        return;
                    }
                    send(change);
                }
                LockSupport.parkNanos(this, due.size() > 1 ? GATHER_MORE_NANOS : GATHER_NANOS);
            }
        } catch (InterruptedException e) {
            LOG.debug("no more change hints");
        }
    }

    private Collection<MailboxChange> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                long wait = waiting.nanosToWait(System.nanoTime());
                if (wait == 0) {
                    return waiting.take(System.nanoTime());
                }
                arrived.awaitNanos(wait);
            }
            Collection<MailboxChange> rest = waiting.takeAll();
            if (rest.isEmpty()) {
                throw new InterruptedException();
            }
            return rest;
        } finally {
            lock.unlock();
        }
    }

    private void send(MailboxChange change) {
        byte[] key = Long.toString(change.getAccountId()).getBytes(StandardCharsets.US_ASCII);
        try {
            producer.send(
                    new ProducerRecord<>(TopicNames.MAILBOX_CHANGES, key, change.toByteArray()), (sent, failure) -> {
                        if (failure != null) {
                            LOG.debugf("change hint lost reason=%s", failure.getMessage());
                        }
                    });
        } catch (KafkaException e) {
            LOG.debugf("change hint lost reason=%s", e.getMessage());
        }
    }

    /** Sends what is waiting, for a short while at most. */
    @Override
    public void close() throws InterruptedException {
        lock.lock();
        try {
            closed = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
        sender.join(Duration.ofSeconds(2));
        ended = true;
        sender.interrupt();
        sender.join(Duration.ofSeconds(1));
        producer.close(Duration.ofSeconds(1));
    }
}
