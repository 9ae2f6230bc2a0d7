package org.packetboat.net.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommandLaneTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Queue<String> seen = new ConcurrentLinkedQueue<>();
    private final Commands commands = new Commands();
    private final CommandLane lane = new CommandLane(commands);

    private final class Commands implements CommandLane.Work {
        private final ArrayDeque<LaneTask> waiting = new ArrayDeque<>();

        @Override
        public @Nullable LaneTask poll() {
            return waiting.poll();
        }

        @Override
        public void idle() {
            seen.add("idle");
        }

        @Override
        public void resting() {
            seen.add("resting");
        }

        @Override
        public void failed(Throwable failure) {
            seen.add(failure.getClass().getSimpleName());
        }
    }

    private void command(String name) {
        commands.waiting.add(() -> seen.add(name));
    }

    private Thread awakened() {
        synchronized (lane) {
            return Objects.requireNonNull(lane.signal());
        }
    }

    private static void runs(Thread thread) throws InterruptedException {
        thread.start();
        assertThat(thread.join(PATIENCE)).isTrue();
    }

    @Test
    void aRestingLaneThatHasNothingToDoGoesOnResting() {
        synchronized (lane) {
            assertThat(lane.signal()).isNull();
            assertThat(lane.busy()).isFalse();
        }
    }

    @Test
    void onlyTheFirstSignalAwakensIt() throws InterruptedException {
        command("EHLO");
        command("NOOP");
        Thread thread = awakened();
        synchronized (lane) {
            assertThat(lane.signal()).isNull();
            assertThat(lane.busy()).isTrue();
        }
        runs(thread);
        assertThat(seen).containsExactly("EHLO", "NOOP", "idle", "resting");
        command("QUIT");
        runs(awakened());
        assertThat(seen).containsExactly("EHLO", "NOOP", "idle", "resting", "QUIT", "idle", "resting");
    }

    @Test
    void whatIsSubmittedBeforeItHasStartedGoesBeforeTheNextCommand() throws InterruptedException {
        command("first");
        command("second");
        Thread thread = awakened();
        assertThat(lane.submit(() -> seen.add("submitted"))).isTrue();
        runs(thread);
        assertThat(seen).containsExactly("first", "submitted", "second", "idle", "resting");
    }

    @Test
    void whatIsClosedBeforeItHasStartedInterruptsTheFirstTaskAndRunsTheLast() throws InterruptedException {
        commands.waiting.add(() -> TimeUnit.DAYS.sleep(1));
        command("never");
        Thread thread = awakened();
        lane.close(() -> seen.add("last"));
        runs(thread);
        assertThat(seen).containsExactly("InterruptedException", "last", "idle", "resting");
        assertThat(lane.submit(() -> seen.add("late"))).isFalse();
    }

    /** Whoever starts it would make it wait; builds run with assertions, so that every test of a server holds all that do to it. */
    @Test
    void itsThreadDoesNotStartUnderTheLock() throws InterruptedException {
        command("EHLO");
        Thread thread = awakened();
        synchronized (lane) {
            assertThatThrownBy(() -> lane.start(thread)).isInstanceOf(AssertionError.class);
        }
        lane.start(thread);
        assertThat(thread.join(PATIENCE)).isTrue();
        assertThat(seen).containsExactly("EHLO", "idle", "resting");
    }

    @Test
    void aRestingLaneStartsForWhatIsSubmittedAndForTheLastTask() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(2);
        assertThat(lane.submit(ran::countDown)).isTrue();
        lane.close(ran::countDown);
        assertThat(ran.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    }

    @Test
    void whateverATaskThrowsTheNextOneRuns() throws InterruptedException {
        commands.waiting.add(() -> {
            throw new IllegalStateException("bug");
        });
        commands.waiting.add(() -> {
            throw new AssertionError("bug");
        });
        command("next");
        runs(awakened());
        assertThat(seen).containsExactly("IllegalStateException", "AssertionError", "next", "idle", "resting");
    }
}
