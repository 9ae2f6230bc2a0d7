package org.packetboat.local.launcher.stack;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.packetboat.cli.stack.Stack.StackProcess;
import org.packetboat.local.launcher.process.ChildProcess;
import org.packetboat.local.launcher.process.Guard;
import org.packetboat.local.launcher.process.ProcessIdentity;
import org.packetboat.local.launcher.process.ProcessSpec;
import org.packetboat.local.launcher.process.StartFailedException;

/**
 * A process that is kept running while it is wanted: one life after the other, driven by a thread of its own.
 *
 * <pre>
 * from        event                               to
 * STOPPED     start                               STARTING
 * STARTING    ready                               READY
 * STARTING,   ended, while wanted                 RESTARTING
 * READY
 * RESTARTING  pause over                          STARTING
 * any         stop, once the process has ended    STOPPED
 * </pre>
 *
 * UNREADY is READY as long as the process denies it.
 */
final class ManagedProcess {
    /** A service that waits for a server which was stopped by hand is left alone. */
    private static final Duration START_PATIENCE = Duration.ofDays(365);

    private static final ProcessIdentity NO_PROCESS = new ProcessIdentity(0, Instant.EPOCH);

    private final ProcessSpec spec;
    private final Map<String, Integer> ports;
    private final Guard guard;
    private final Duration stopPatience;
    private final Listener listener;
    private final Backoff backoff = new Backoff();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private ProcessState state = ProcessState.STOPPED;
    private boolean wanted;
    private @Nullable Thread life;
    private @Nullable ChildProcess child;

    /** Told about everything that happens to a process, on the thread that drives it. */
    interface Listener {
        void changed(ManagedProcess process);

        void ready(ManagedProcess process, Duration startTime);

        /** @param pause until it is started again */
        void died(ManagedProcess process, StartFailedException cause, Duration pause);
    }

    /** @param stopPatience until a process that does not heed its signal is killed */
    ManagedProcess(
            ProcessSpec spec, Map<String, Integer> ports, Guard guard, Duration stopPatience, Listener listener) {
        this.spec = spec;
        this.ports = ports;
        this.guard = guard;
        this.stopPatience = stopPatience;
        this.listener = listener;
    }

    String name() {
        return spec.name();
    }

    Map<String, Integer> ports() {
        return ports;
    }

    ProcessState state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #state}, but asks a process that was ready whether it still is. Blocks for its answer. */
    ProcessState stateNow() {
        ChildProcess current;
        lock.lock();
        try {
            if (state != ProcessState.READY) {
                return state;
            }
            current = Objects.requireNonNull(child);
        } finally {
            lock.unlock();
        }
        return current.isReady() ? ProcessState.READY : ProcessState.UNREADY;
    }

    StackProcess describe(ProcessState shown) {
        lock.lock();
        try {
            ProcessIdentity identity = child == null || !child.isAlive() ? NO_PROCESS : child.identity();
            return new StackProcess(
                    name(),
                    identity.pid(),
                    identity.started().toEpochMilli(),
                    shown.text(),
                    spec.stopSignal().name(),
                    ports);
        } finally {
            lock.unlock();
        }
    }

    /** Does nothing when the process is wanted already. Returns at once, unless it is being stopped: then it first has to have ended. */
    void start() throws InterruptedException {
        lock.lock();
        try {
            while (!wanted && life != null) {
                changed.await();
            }
            if (wanted) {
                return;
            }
            wanted = true;
            life = Thread.ofPlatform().name(name()).daemon(true).start(this::live);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the process and keeps it ended; blocks until it is. */
    void stop() throws InterruptedException {
        ChildProcess current;
        Thread ending;
        lock.lock();
        try {
            wanted = false;
            changed.signalAll();
            current = child;
            ending = life;
        } finally {
            lock.unlock();
        }
        if (current != null) {
            current.stop(stopPatience);
        }
        if (ending != null) {
            ending.join(stopPatience.multipliedBy(2));
        }
    }

    /** Whether the state was reached in time. */
    boolean await(ProcessState awaited, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (state != awaited && left > 0) {
                left = changed.awaitNanos(left);
            }
            return state == awaited;
        } finally {
            lock.unlock();
        }
    }

    private void live() {
        try {
            while (isWanted()) {
                long born = System.nanoTime();
                StartFailedException end = oneLife(born);
                if (isWanted()) {
                    Duration pause = backoff.afterDeath(Duration.ofNanos(System.nanoTime() - born));
                    become(ProcessState.RESTARTING, child);
                    listener.died(this, end, pause);
                    pause(pause);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            become(ProcessState.STOPPED, null);
            ended();
        }
    }

    private void ended() {
        lock.lock();
        try {
            life = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private StartFailedException oneLife(long born) throws InterruptedException {
        become(ProcessState.STARTING, null);
        ChildProcess current;
        try {
            current = ChildProcess.start(spec, guard);
        } catch (IOException e) {
            return new StartFailedException(name() + " cannot be started: " + e.getMessage(), List.of());
        }
        become(ProcessState.STARTING, current);
        if (!isWanted()) {
            current.stop(stopPatience);
        }
        try {
            current.awaitReady(START_PATIENCE);
        } catch (StartFailedException e) {
            current.kill();
            return e;
        }
        become(ProcessState.READY, current);
        listener.ready(this, Duration.ofNanos(System.nanoTime() - born));
        int status = current.ended().join();
        return new StartFailedException(name() + " ended with status " + status, current.logTail());
    }

    private boolean isWanted() {
        lock.lock();
        try {
            return wanted;
        } finally {
            lock.unlock();
        }
    }

    private void become(ProcessState next, @Nullable ChildProcess current) {
        lock.lock();
        try {
            state = next;
            child = current;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        listener.changed(this);
    }

    private void pause(Duration pause) throws InterruptedException {
        long left = pause.toNanos();
        lock.lock();
        try {
            while (wanted && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
