package org.packetboat.delivery.adapter;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.packetboat.contracts.TopicNames;
import org.packetboat.contracts.records.DeadRecord;
import org.packetboat.mail.failure.UnavailableException;

/**
 * Takes dead letters back into the log that they came from, each as it was, once: the place reached is kept under a group of its own. A crash
 * in between repeats some, and deliveries are recognised by their ids.
 */
public final class DeadLetterReplay {
    private static final Logger LOG = Logger.getLogger(DeadLetterReplay.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaSettings settings;
    private final KafkaOutbox outbox;
    private final ReentrantLock running = new ReentrantLock();

    DeadLetterReplay(KafkaSettings settings, KafkaOutbox outbox) {
        this.settings = settings;
        this.outbox = outbox;
    }

    /** Replays what is dead now; returns how many records. Blocks; one replay at a time. */
    public int replay() throws InterruptedException {
        running.lockInterruptibly();
        try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.replayConsumer())) {
            return replay(consumer);
        } catch (KafkaException e) {
            throw new UnavailableException("dead letters cannot be read", e);
        } finally {
            running.unlock();
        }
    }

    private int replay(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        List<TopicPartition> partitions = consumer.partitionsFor(TopicNames.dead(TopicNames.MAIL_ACCEPTED)).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        int replayed = 0;
        while (partitions.stream()
                .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
            for (ConsumerRecord<byte[], byte[]> dead : consumer.poll(POLL)) {
                TopicPartition partition = new TopicPartition(dead.topic(), dead.partition());
                if (dead.offset() < ends.getOrDefault(partition, 0L)) {
                    replayed += replay(dead);
                    consumer.commitSync(Map.of(partition, new OffsetAndMetadata(dead.offset() + 1)));
                }
            }
        }
        LOG.infof("dead letters replayed count=%d", replayed);
        return replayed;
    }

    private int replay(ConsumerRecord<byte[], byte[]> dead) throws InterruptedException {
        try {
            outbox.again(DeadRecord.parseFrom(dead.value()), TraceHeaders.read(dead.headers()));
            return 1;
        } catch (InvalidProtocolBufferException e) {
            LOG.errorf(e, "dead letter cannot be read offset=%d", dead.offset());
            return 0;
        }
    }
}
