package org.packetboat.delivery.adapter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.packetboat.delivery.local.AcceptedRecord;
import org.packetboat.delivery.local.Intake;
import org.packetboat.delivery.local.Progress;
import org.packetboat.delivery.port.Tracing;

/**
 * The consumer of {@code mail.accepted}, on a thread of its own. It polls whatever happens, so that it keeps its partitions; what must not be
 * fetched for now is paused. Offsets are committed by hand, of completed records only, and from the earliest record on.
 */
public final class KafkaIntake implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(KafkaIntake.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration POLL_WHILE_PAUSED = Duration.ofMillis(10);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    private static final long COMMIT_EVERY_NANOS = Duration.ofMillis(200).toNanos();
    private static final long LAG_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long PAUSE_AFTER_FAILURE_NANOS = Duration.ofSeconds(1).toNanos();

    private final KafkaSettings settings;
    private final String topic;
    private final Intake intake;
    private final Tracing tracing;
    private final Map<TopicPartition, Progress> progress = new HashMap<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Consumer<byte[], byte[]> current;
    private volatile long polledAtNanos = System.nanoTime();
    private volatile boolean joined;
    private volatile long lag;
    private long committedAtNanos;
    private long laggedAtNanos;

    public KafkaIntake(KafkaSettings settings, String topic, Intake intake, Tracing tracing) {
        this.settings = settings;
        this.topic = topic;
        this.intake = intake;
        this.tracing = tracing;
        this.thread = Thread.ofPlatform().name("accepted-consumer").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** How long ago the loop came round the last time, for liveness. */
    public Duration sinceLastPoll() {
        return Duration.ofNanos(System.nanoTime() - polledAtNanos);
    }

    /** Whether the group has given this process its share of the partitions. */
    public boolean hasJoined() {
        return joined;
    }

    /** Records that are in the log and were not fetched yet, of the partitions of this process. */
    public long lag() {
        return lag;
    }

    private void run() {
        while (!closed) {
            try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.consumer())) {
                current = consumer;
                consume(consumer);
            } catch (WakeupException e) {
                LOG.debug("consumer ends");
            } catch (KafkaException e) {
                LOG.error("consumer failed and is made again", e);
            } catch (RuntimeException e) {
                LOG.error("consumer loop failed and starts again", e);
            }
            current = null;
            joined = false;
            intake.forgetAll();
            progress.clear();
            if (!closed) {
                LockSupport.parkNanos(PAUSE_AFTER_FAILURE_NANOS);
            }
        }
    }

    private void consume(Consumer<byte[], byte[]> consumer) {
        consumer.subscribe(List.of(topic), new Rebalance(consumer));
        try {
            boolean paused = false;
            while (!closed) {
                polledAtNanos = System.nanoTime();
                paused = pause(consumer);
                ConsumerRecords<byte[], byte[]> polled = consumer.poll(paused ? POLL_WHILE_PAUSED : POLL);
                if (!polled.isEmpty()) {
                    intake.add(tracked(polled));
                }
                commitEverySoOften(consumer);
                LockSupport.parkNanos(intake.nanosToGather());
            }
        } finally {
            finish(consumer);
        }
    }

    /** Pauses what is held and everything while too much is waiting; returns whether anything is paused. */
    private boolean pause(Consumer<byte[], byte[]> consumer) {
        boolean full = intake.isFull();
        Set<TopicPartition> paused = consumer.paused();
        List<TopicPartition> toPause = new ArrayList<>();
        List<TopicPartition> toResume = new ArrayList<>();
        boolean any = false;
        for (Map.Entry<TopicPartition, Progress> entry : progress.entrySet()) {
            boolean wanted = full || entry.getValue().isHeld();
            any |= wanted;
            if (wanted != paused.contains(entry.getKey())) {
                (wanted ? toPause : toResume).add(entry.getKey());
            }
        }
        consumer.pause(toPause);
        consumer.resume(toResume);
        return any;
    }

    private List<AcceptedRecord> tracked(ConsumerRecords<byte[], byte[]> polled) {
        List<AcceptedRecord> records = new ArrayList<>(polled.count());
        for (ConsumerRecord<byte[], byte[]> one : polled) {
            Progress partition = progress.computeIfAbsent(
                    new TopicPartition(one.topic(), one.partition()), unused -> new Progress());
            records.add(new AcceptedRecord(
                    one.topic(),
                    one.partition(),
                    one.offset(),
                    orEmpty(one.key()),
                    orEmpty(one.value()),
                    tracing.message(TraceHeaders.read(one.headers())),
                    partition.track(one.offset())));
        }
        return records;
    }

    private static byte[] orEmpty(byte @Nullable [] octets) {
        return octets == null ? new byte[0] : octets;
    }

    private void commitEverySoOften(Consumer<byte[], byte[]> consumer) {
        long now = System.nanoTime();
        if (now - committedAtNanos >= COMMIT_EVERY_NANOS) {
            committedAtNanos = now;
            Map<TopicPartition, OffsetAndMetadata> offsets = committable(progress.keySet());
            if (!offsets.isEmpty()) {
                consumer.commitAsync(offsets, this::committed);
            }
        }
        if (now - laggedAtNanos >= LAG_EVERY_NANOS) {
            laggedAtNanos = now;
            lag = consumer.assignment().stream()
                    .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                    .sum();
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> committable(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Progress done = progress.get(partition);
            OptionalLong next = done == null ? OptionalLong.empty() : done.committable();
            if (next.isPresent()) {
                offsets.put(partition, new OffsetAndMetadata(next.getAsLong()));
            }
        }
        return offsets;
    }

    private void committed(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception failure) {
        if (failure != null) {
            LOG.debug("commit failed and will be repeated", failure);
            return;
        }
        offsets.forEach((partition, offset) -> {
            Progress done = progress.get(partition);
            if (done != null) {
                done.committed(offset.offset());
            }
        });
    }

    private void commitNow(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = committable(partitions);
        if (offsets.isEmpty()) {
            return;
        }
        try {
            commitUnwoken(consumer, offsets);
            committed(offsets, null);
        } catch (KafkaException e) {
            LOG.info("last commit failed, these records will come again", e);
        }
    }

    // The wakeup of close may have found the loop outside of poll, and then ends whatever comes next.
    private static void commitUnwoken(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            consumer.commitSync(offsets, CLOSE);
        } catch (WakeupException e) {
            consumer.commitSync(offsets, CLOSE);
        }
    }

    private void finish(Consumer<byte[], byte[]> consumer) {
        if (closed) {
            awaitUnderWay();
        }
        commitNow(consumer, Set.copyOf(progress.keySet()));
        consumer.close(CloseOptions.timeout(CLOSE));
    }

    private void awaitUnderWay() {
        try {
            intake.drain(CLOSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops fetching, waits a little for what is under way and commits what is complete. */
    @Override
    public void close() {
        closed = true;
        Consumer<byte[], byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        private final Consumer<byte[], byte[]> consumer;

        Rebalance(Consumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            joined = true;
            partitions.forEach(partition -> progress.put(partition, new Progress()));
            LOG.infof("partitions assigned count=%d", partitions.size());
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commitNow(consumer, partitions);
            forget(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            forget(partitions);
        }

        private void forget(Collection<TopicPartition> partitions) {
            Set<Integer> numbers = new HashSet<>();
            for (TopicPartition partition : partitions) {
                progress.remove(partition);
                numbers.add(partition.partition());
            }
            intake.forget(topic, numbers);
            LOG.infof("partitions given up count=%d", partitions.size());
        }
    }
}
