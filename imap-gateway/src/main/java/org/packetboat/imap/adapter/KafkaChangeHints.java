package org.packetboat.imap.adapter;

import com.google.protobuf.InvalidProtocolBufferException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.TopicNames;
import org.packetboat.contracts.records.MailboxChange;
import org.packetboat.imap.port.ChangeHints;
import org.packetboat.imap.port.MailboxKey;
import org.packetboat.imap.view.Delta;
import org.packetboat.service.config.KafkaConnection;

/**
 * Hints from {@code mailbox.changes}: all partitions are assigned, from their ends, without a group, so that every instance hears every hint
 * (architecture 5.6). Whatever goes wrong is tried again with a new consumer; hints lost meanwhile only delay pushes.
 */
public final class KafkaChangeHints implements ChangeHints {
    private static final System.Logger LOG = System.getLogger(KafkaChangeHints.class.getName());
    private static final Duration POLL = Duration.ofMillis(500);

    /** After hints the next ones may gather for so long: a lone one never waits, and a flood of them is not a fetch each. */
    private static final long GATHER_NANOS = Duration.ofMillis(5).toNanos();

    private static final Duration CALL = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final long PARTITIONS_NANOS = Duration.ofSeconds(60).toNanos();

    private final KafkaConnection kafka;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean listening;
    private @Nullable Thread thread;

    /** Connects when it is started. */
    public KafkaChangeHints(KafkaConnection kafka) {
        this.kafka = kafka;
    }

    @Override
    public void start(Listener listener) {
        thread = Thread.ofPlatform().name("change-hints").daemon().start(() -> run(listener));
    }

    /** Whether hints are being received. */
    public boolean isListening() {
        return listening;
    }

    private void run(Listener listener) {
        try {
            do {
                try (KafkaConsumer<byte[], byte[]> fresh = new KafkaConsumer<>(settings())) {
                    consumer = fresh;
                    if (stopping.getCount() > 0) {
                        listen(fresh, listener);
                    }
                } catch (WakeupException e) {
                    LOG.log(Level.DEBUG, "consumer of hints was woken up to stop");
                } catch (InterruptException e) {
                    throw new InterruptedException("interrupted while listening for hints");
                } catch (RuntimeException e) { // a consumer's loop: whatever it was, it goes on
                    LOG.log(Level.WARNING, () -> "hints interrupted reason=" + e.getMessage());
                } finally {
                    listening = false;
                }
            } while (!stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen(KafkaConsumer<byte[], byte[]> fresh, Listener listener) {
        int assigned = assign(fresh);
        long checked = System.nanoTime();
        while (stopping.getCount() > 0) {
            ConsumerRecords<byte[], byte[]> hints = fresh.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> hint : hints) {
                tell(hint, listener);
            }
            if (!hints.isEmpty()) {
                LockSupport.parkNanos(this, GATHER_NANOS);
            }
            if (System.nanoTime() - checked > PARTITIONS_NANOS) {
                checked = System.nanoTime();
                if (partitions(fresh).size() != assigned) {
                    assigned = assign(fresh);
                }
            }
        }
    }

    private int assign(KafkaConsumer<byte[], byte[]> fresh) {
        List<TopicPartition> partitions = partitions(fresh);
        if (partitions.isEmpty()) {
            throw new IllegalStateException("topic is not there yet");
        }
        fresh.assign(partitions);
        fresh.seekToEnd(partitions);
        partitions.forEach(partition -> fresh.position(partition, CALL));
        listening = true;
        return partitions.size();
    }

    private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> fresh) {
        return fresh.partitionsFor(TopicNames.MAILBOX_CHANGES, CALL).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
    }

    private static void tell(ConsumerRecord<byte[], byte[]> hint, Listener listener) {
        try {
            MailboxChange change = MailboxChange.parseFrom(hint.value());
            MailboxKey mailbox = new MailboxKey(change.getAccountId(), change.getMailboxId());
            if (change.getMailboxList()) {
                listener.listChanged(mailbox);
            } else {
                listener.changed(mailbox, new Delta.Point(change.getModSeq(), change.getUidNext()));
            }
        } catch (InvalidProtocolBufferException e) {
            LOG.log(Level.WARNING, () -> "unreadable hint offset=" + hint.offset());
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(kafka.properties());
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }

    @Override
    public void close() {
        stopping.countDown();
        KafkaConsumer<byte[], byte[]> running = consumer;
        if (running != null) {
            running.wakeup();
        }
        Thread listener = thread;
        if (listener != null) {
            join(listener);
        }
    }

    /** Not by an interrupt: a consumer that meets one while it closes says so as an error, with a stack. */
    private static void join(Thread listener) {
        try {
            if (!listener.join(CALL)) {
                LOG.log(Level.WARNING, "consumer of hints does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
