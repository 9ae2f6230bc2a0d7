package org.packetboat.net.server;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The order in which things happen on a connection: one task at a time, on a virtual thread that exists only while there is work. Tasks
 * that were submitted go before the next command. The lane is also the lock of the connection's input; a thread starts outside of it, for it would
 * wait for the lock that whoever starts it holds.
 */
final class CommandLane implements Runnable {
    private static final int MAX_TASKS = 1024;
    /** Virtual threads are not time-sliced: a client that never stops sending makes room for others after so many tasks. */
    private static final int TASKS_IN_A_ROW = 32;

    private final Work work;
    private @Nullable ArrayDeque<LaneTask> tasks;
    private @Nullable Thread thread;
    private @Nullable LaneTask first;
    private @Nullable LaneTask last;
    private boolean closed;

    /** What the lane serves. */
    interface Work {
        /** The next command, null when there is none yet. Called under the lane's lock; does not block. */
        @Nullable
        LaneTask poll();

        /** Nothing is left to do: flush. */
        void idle() throws InterruptedException;

        /** The thread ends after this call, under the lane's lock. */
        void resting();

        /** A task threw something that nobody expected, or was interrupted. */
        void failed(Throwable failure);
    }

    CommandLane(Work work) {
        this.work = work;
    }

    /** Runs the task after the one in progress. Any thread, without the lane's lock. False when the lane is closed or has too many tasks. */
    boolean submit(LaneTask task) {
        Thread awakened;
        synchronized (this) {
            if (closed) {
                return false;
            }
            if (thread != null) {
                return enqueue(task);
            }
            awakened = awaken(task);
        }
        start(awakened);
        return true;
    }

    private boolean enqueue(LaneTask task) {
        ArrayDeque<LaneTask> queue = tasks;
        if (queue == null) {
            queue = new ArrayDeque<>(4);
            tasks = queue;
        }
        return queue.size() < MAX_TASKS && queue.add(task);
    }

    /** Input came: if the lane rests and a command is complete, this is the thread to {@link #start} when the lock is given back. Under the lane's lock. */
    @Nullable
    Thread signal() {
        LaneTask next = thread == null && !closed ? work.poll() : null;
        return next == null ? null : awaken(next);
    }

    /** Starts what {@link #signal} has returned. */
    void start(@Nullable Thread awakened) {
        if (awakened != null) {
            assert !Thread.holdsLock(this) : "the thread would wait for the lock";
            awakened.start();
        }
    }

    /** No task starts any more but {@code lastTask}; the one in progress is interrupted. */
    void close(LaneTask lastTask) {
        Thread awakened;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            tasks = null;
            Thread running = thread;
            if (running != null) {
                last = lastTask;
                running.interrupt();
                return;
            }
            awakened = awaken(lastTask);
        }
        start(awakened);
    }

    /** Whether a task is in progress. Under the lane's lock. */
    boolean busy() {
        return thread != null;
    }

    private Thread awaken(LaneTask task) {
        first = task;
        Thread awakened = Thread.ofVirtual().unstarted(this);
        thread = awakened;
        return awakened;
    }

    @Override
    public void run() {
        LaneTask task = first; // written before this thread was started, and not again before it has ended
        first = null;
        boolean idle = false;
        int tasksInARow = 0;
        while (task != null || !idle) {
            idle = task == null;
            if (++tasksInARow == TASKS_IN_A_ROW) {
                tasksInARow = 0;
                Thread.yield();
            }
            try {
                if (task == null) {
                    work.idle();
                } else {
                    task.run();
                }
            } catch (InterruptedException | RuntimeException | Error e) {
                work.failed(e);
            }
            task = next(idle);
        }
    }

    private synchronized @Nullable LaneTask next(boolean idle) {
        // Only close() interrupts, under this lock: whatever a task left behind is over with it.
        Thread.interrupted();
        if (closed) {
            LaneTask ending = last;
            last = null;
            if (ending == null && idle) {
                work.resting();
                thread = null;
            }
            return ending;
        }
        ArrayDeque<LaneTask> queue = tasks;
        LaneTask next = queue == null ? null : queue.poll();
        if (next == null) {
            tasks = null;
            next = work.poll();
        }
        if (next == null && idle) {
            work.resting();
            thread = null;
        }
        return next;
    }
}
