package org.packetboat.delivery.remote;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.packetboat.delivery.event.DeliveryEvents;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.RelayQueue.Due;
import org.packetboat.delivery.port.Tracing;
import org.packetboat.delivery.remote.Concurrency.Answer;
import org.packetboat.delivery.remote.Concurrency.Health;
import org.packetboat.delivery.remote.Concurrency.Slot;
import org.packetboat.mail.failure.UnavailableException;

/**
 * Gives out work by destination, round and round over those that have something due. What holds:
 *
 * <ul>
 *   <li>A recipient is tried when it is due and nobody else has it. After 2xx it is done; after 4xx, or without an answer, it is tried at the next host and
 *       then later and later, up to its expiry; after 5xx its sender is told.
 *   <li>A destination whose hosts cannot be used is left alone as a whole, longer and longer, and then probed by one worker.
 *   <li>Until a row is done the message is kept; until a notification is durable no row is done because of it.
 * </ul>
 */
public final class Relay implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Relay.class);
    private static final int LOOK = 256;
    private static final Duration LAST_SETTLEMENT = Duration.ofSeconds(5);

    private final RelayParts parts;
    private final Pace pace;
    private final Common common;
    private final Concurrency concurrency;
    private final Leases leases;
    private final Counts counts;
    private final DestinationWorker worker;
    private final Thread dispatcher;
    private final Thread renewal;
    private final Map<Thread, Stop> workers = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean woken;
    private volatile boolean closing;
    private String after = "";

    /**
     * How much at once.
     *
     * @param interval between two looks at the queue when nothing happens
     * @param stopGrace how long a message that was sent may wait for its reply when everything is to stop
     */
    public record Pace(int connections, int connectionsPerDestination, Duration interval, Duration stopGrace) {}

    public Relay(RelayParts parts, Pace pace, DeliveryEvents events, Counts counts, Tracing tracing) {
        this.parts = parts;
        this.pace = pace;
        this.counts = counts;
        this.concurrency = new Concurrency(pace.connections(), pace.connectionsPerDestination(), System::nanoTime);
        this.leases = new Leases(parts.queue(), parts.holder(), System::nanoTime, parts.clock());
        this.common = new Common(parts, leases, concurrency, new Routes(parts.router(), System::nanoTime));
        this.worker = new DestinationWorker(common, events, counts, tracing);
        this.dispatcher = Thread.ofVirtual().name("relay").unstarted(this::dispatch);
        this.renewal = Thread.ofVirtual().name("relay-leases").unstarted(leases::run);
    }

    /** What happens with time to the same queue. */
    public Sweep sweep(Duration every) {
        return new Sweep(parts, leases, counts, every);
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
        if (after.isEmpty()) {
            concurrency.nextRound();
        }
        Optional<String> shared = parts.router().shared();
        List<Due> due = parts.queue().due(after, LOOK, shared);
        for (Due one : due) {
            if (common.routes().find(one.destination(), this::wake)) {
                Health health = one.failures() > 0 ? Health.FAILING : Health.LIVE;
                Answer answer = concurrency.start(shared.orElse(one.destination()), one.destination(), health);
                if (answer instanceof Answer.NotNow) {
                    // It is the next one.
                    return false;
                }
                if (answer instanceof Answer.Yes yes) {
                    start(one, yes.slot());
                }
            }
            after = one.destination();
        }
        if (due.size() < LOOK) {
            boolean wrapped = !after.isEmpty() && due.isEmpty();
            after = "";
            return wrapped;
        }
        return true;
    }

    private void start(Due due, Slot slot) {
        Thread.ofVirtual().name("relay-" + due.destination()).start(() -> {
            Stop stop = new Stop(Thread.currentThread(), () -> closing);
            workers.put(Thread.currentThread(), stop);
            try {
                worker.run(due, slot, stop, this::wake);
            } catch (InterruptedException e) {
                LOG.debug("worker ends");
            } catch (UnavailableException e) {
                LOG.warnf("worker gives up reason=%s", e.getMessage());
            } catch (RuntimeException e) {
                LOG.errorf(e, "worker failed destination=%s", due.destination());
            } finally {
                concurrency.ended(slot);
                workers.remove(Thread.currentThread());
                wake();
            }
        });
    }

    private void awaitChange() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = pace.interval().toNanos();
            while (!woken && left > 0) {
                left = changed.awaitNanos(left);
            }
            woken = false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes nothing new and lets what is under way end for a while. Then it ends it, but for messages whose end was sent: those wait for their reply as
     * long as they may. What is not settled is tried again after its lease.
     */
    @Override
    public void close() {
        closing = true;
        dispatcher.interrupt();
        long begin = System.nanoTime();
        try {
            join(begin, pace.stopGrace().dividedBy(3));
            workers.values().forEach(Stop::ask);
            join(begin, pace.stopGrace());
            workers.values().forEach(Stop::insist);
            join(System.nanoTime(), LAST_SETTLEMENT);
        } catch (InterruptedException e) {
            workers.values().forEach(Stop::insist);
            Thread.currentThread().interrupt();
        }
        renewal.interrupt();
    }

    private void join(long begin, Duration grace) throws InterruptedException {
        for (Thread thread : List.copyOf(workers.keySet())) {
            long left = grace.toNanos() - (System.nanoTime() - begin);
            if (left > 0) {
                var unused = thread.join(Duration.ofNanos(left));
            }
        }
    }
}
