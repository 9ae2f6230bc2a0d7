package org.packetboat.delivery.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.packetboat.delivery.port.MessageTrace;

class IntakeTest {
    private static final Duration LONG = Duration.ofDays(1);

    private final Progress progress = new Progress();
    private long offset;

    @Test
    void aLoneMessageIsTakenAtOnce() throws Exception {
        Intake intake = new Intake(LONG);
        intake.add(records(1, 10));
        assertThat(intake.take().records()).hasSize(1);
        intake.finished();
        intake.add(records(1, 10));
        assertThat(intake.take().records()).hasSize(1);
    }

    @Test
    void afterAGroupTheNextOneGathers() throws Exception {
        Intake intake = new Intake(LONG);
        intake.add(records(3, 10));
        assertThat(intake.take().records()).hasSize(3);
        intake.finished();
        intake.add(records(1, 10));
        CompletableFuture<Intake.Batch> next = taking(intake);
        assertNotYet(next);
        intake.add(records(47, 10));
        assertThat(next.get(5, TimeUnit.SECONDS).records()).hasSize(48);
    }

    @Test
    void gatheringEnds() throws Exception {
        Intake intake = new Intake(Duration.ofMillis(5));
        intake.add(records(3, 10));
        intake.take();
        intake.finished();
        intake.add(records(1, 10));
        assertThat(taking(intake).get(5, TimeUnit.SECONDS).records()).hasSize(1);
    }

    @Test
    void aMessageThatComesLongAfterAGroupIsTakenAtOnce() throws Exception {
        AtomicLong now = new AtomicLong();
        Intake intake = new Intake(LONG, now::get);
        intake.add(records(3, 10));
        intake.take();
        intake.finished();
        now.addAndGet(LONG.toNanos());
        intake.add(records(1, 10));
        assertThat(taking(intake).get(5, TimeUnit.SECONDS).records()).hasSize(1);
    }

    @Test
    void thePollWaitsForWhatIsGathering() throws Exception {
        AtomicLong now = new AtomicLong();
        Intake intake = new Intake(Duration.ofNanos(1_000), now::get);
        intake.add(records(1, 10));
        intake.take();
        assertThat(intake.nanosToGather()).isZero();
        intake.finished();
        intake.add(records(3, 10));
        intake.take();
        now.addAndGet(300);
        assertThat(intake.nanosToGather()).isEqualTo(700);
        now.addAndGet(2_000);
        assertThat(intake.nanosToGather()).isEqualTo(200);
        intake.finished();
        assertThat(intake.nanosToGather()).isZero();
        intake.add(records(1, 10));
        assertThat(intake.nanosToGather()).isZero();
    }

    @Test
    void whileABatchIsUnderWayOnlyALargeOneFollows() throws Exception {
        Intake intake = new Intake(Duration.ZERO);
        intake.add(records(1, 10));
        intake.take();
        intake.add(records(10, 10));
        CompletableFuture<Intake.Batch> next = taking(intake);
        assertNotYet(next);
        intake.add(records(1, 1 << 20));
        assertThat(next.get(5, TimeUnit.SECONDS).records()).hasSize(11);
    }

    @Test
    void whatArrivedDuringABatchIsOneBatch() throws Exception {
        Intake intake = new Intake(Duration.ZERO);
        intake.add(records(1, 10));
        intake.take();
        intake.add(records(2, 10));
        intake.add(records(3, 10));
        intake.finished();
        assertThat(intake.take().records()).hasSize(5);
    }

    @Test
    void aBatchIsBoundedInOctets() throws Exception {
        Intake intake = new Intake(Duration.ZERO);
        intake.add(records(6, 1 << 20));
        assertThat(intake.take().records()).hasSize(4);
        assertThat(intake.take().records()).hasSize(2);
    }

    @Test
    void saysWhenTooMuchWaits() throws Exception {
        Intake intake = new Intake(Duration.ZERO);
        intake.add(records(999, 10));
        assertThat(intake.isFull()).isFalse();
        intake.add(records(1, 10));
        assertThat(intake.isFull()).isTrue();
        intake.take();
        assertThat(intake.isFull()).isFalse();
        intake.add(records(1, 8 << 20));
        assertThat(intake.isFull()).isTrue();
        intake.forgetAll();
        assertThat(intake.isFull()).isFalse();
    }

    @Test
    void forgetsWhatBelongsToAnotherConsumer() throws Exception {
        Intake intake = new Intake(Duration.ZERO);
        intake.add(records(2, 10));
        intake.add(List.of(record(5, 10)));
        intake.forget("t", Set.of(0));
        assertThat(intake.take().records())
                .extracting(AcceptedRecord::partition)
                .containsExactly(5);
    }

    @Test
    void batchesAreNumberedWithoutGaps() throws Exception {
        Intake intake = new Intake(Duration.ZERO);
        for (long i = 0; i < 5; i++) {
            intake.add(records(1, 1));
            assertThat(intake.take().number()).isEqualTo(i);
            intake.finished();
        }
    }

    private List<AcceptedRecord> records(int count, int octets) {
        List<AcceptedRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(record(0, octets));
        }
        return records;
    }

    private AcceptedRecord record(int partition, int octets) {
        long at = offset++;
        return new AcceptedRecord(
                "t", partition, at, new byte[0], new byte[octets], MessageTrace.NONE, progress.track(at));
    }

    private static CompletableFuture<Intake.Batch> taking(Intake intake) {
        CompletableFuture<Intake.Batch> batch = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                batch.complete(intake.take());
            } catch (InterruptedException e) {
                batch.completeExceptionally(e);
            }
        });
        return batch;
    }

    private static void assertNotYet(CompletableFuture<Intake.Batch> batch) {
        Assertions.assertThatThrownBy(() -> batch.get(50, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
    }
}
