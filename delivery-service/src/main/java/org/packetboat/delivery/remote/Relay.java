package org.packetboat.delivery.remote;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.packetboat.delivery.event.DeliveryEvents;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.RelayQueue.Due;
import org.packetboat.delivery.port.Tracing;
import org.packetboat.delivery.remote.Concurrency.Answer;
import org.packetboat.delivery.remote.Concurrency.Health;
import org.packetboat.mail.failure.UnavailableException;

/**
 * Gives out work by destination, round and round over those that have something due. What holds:
 *
 * <ul>
 *   <li>A recipient is tried when it is due and nobody else has it. After 2xx it is done; after 4xx, or without an answer, it is tried at the next host and
 *       then later and later, up to its expiry; after 5xx its sender is told.
 *   <li>A destination whose hosts cannot be used is left alone as a whole, longer and longer, and then probed by one worker.
 *   <li>Until a row is done the message is kept; until a bounce is durable no row is done because of it.
 * </ul>
 */
public final class Relay implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Relay.class);
    private static final int LOOK = 256;
    private static final Duration LAST_WORK = Duration.ofSeconds(10);

    private final RelayParts parts;
    private final Duration interval;
    private final Concurrency concurrency;
    private final Leases leases;
    private final DestinationWorker worker;
    private final Thread dispatcher;
    private final Thread renewal;
    private final Set<Thread> workers = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean woken;
    private volatile boolean closing;
    private String after = "";

    /**
     * How much at once.
     *
     * @param interval between two looks at the queue when nothing happens
     */
    public record Pace(int connections, int connectionsPerDestination, Duration interval) {}

    public Relay(RelayParts parts, Pace pace, DeliveryEvents events, Counts counts, Tracing tracing) {
        this.parts = parts;
        this.interval = pace.interval();
        this.concurrency = new Concurrency(pace.connections(), pace.connectionsPerDestination());
        this.leases = new Leases(parts.queue(), parts.holder().lease(), System::nanoTime);
        this.worker = new DestinationWorker(parts, leases, concurrency, events, counts, tracing);
        this.dispatcher = Thread.ofVirtual().name("relay").unstarted(this::dispatch);
        this.renewal = Thread.ofVirtual().name("relay-leases").unstarted(leases::run);
    }

    /** Returns at once. */
    public void start() {
        renewal.start();
        dispatcher.start();
    }

    public boolean isAlive() {
        return dispatcher.isAlive() && renewal.isAlive();
    }

    /** Something has become due. Does not block. */
    public void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void dispatch() {
        try {
            while (!closing) {
                boolean more = false;
                try {
                    more = round();
                } catch (UnavailableException e) {
                    LOG.warnf("relay waits for the database reason=%s", e.getMessage());
                } catch (RuntimeException e) {
                    LOG.error("relay could not give out work", e);
                }
                if (!more) {
                    awaitChange();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("relay ends");
        }
    }

    /** Starts at most one worker for each destination; whether there is more to look at. */
    private boolean round() throws InterruptedException {
        List<Due> due = parts.queue().due(after, LOOK, parts.router().shared());
        for (Due one : due) {
            Health health = one.failures() > 0 ? Health.FAILING : Health.LIVE;
            String name = parts.router().shared().orElse(one.destination());
            Answer answer = concurrency.start(name, health);
            if (answer == Answer.NOT_NOW) {
                return false;
            }
            after = one.destination();
            if (answer == Answer.YES) {
                start(one, name, health);
            }
        }
        if (due.size() < LOOK) {
            boolean wrapped = !after.isEmpty() && due.isEmpty();
            after = "";
            return wrapped;
        }
        return true;
    }

    private void start(Due due, String name, Health health) {
        Thread thread = Thread.ofVirtual().name("relay-" + due.destination()).unstarted(() -> {
            try {
                worker.run(due, this::wake, () -> !closing);
            } catch (InterruptedException e) {
                LOG.debug("worker ends");
            } catch (UnavailableException e) {
                LOG.warnf("worker gives up reason=%s", e.getMessage());
            } catch (RuntimeException e) {
                LOG.errorf(e, "worker failed destination=%s", due.destination());
            } finally {
                concurrency.ended(name, health);
                workers.remove(Thread.currentThread());
                wake();
            }
        });
        workers.add(thread);
        thread.start();
    }

    private void awaitChange() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = interval.toNanos();
            while (!woken && left > 0) {
                left = changed.awaitNanos(left);
            }
            woken = false;
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing new, lets what is under way end for a while, then ends it: what is not settled is tried again after its lease. */
    @Override
    public void close() {
        closing = true;
        dispatcher.interrupt();
        long end = System.nanoTime() + LAST_WORK.toNanos();
        try {
            for (Thread thread : List.copyOf(workers)) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                thread.join(Duration.ofMillis(Math.max(1, left)));
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            workers.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
        }
        renewal.interrupt();
    }
}
