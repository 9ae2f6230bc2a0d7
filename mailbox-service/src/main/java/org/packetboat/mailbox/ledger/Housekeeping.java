package org.packetboat.mailbox.ledger;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mailbox.store.BodyEventTable;
import org.packetboat.mailbox.store.ConversationTable;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.DeliveredTable;
import org.packetboat.mailbox.store.KeyBlockTable;
import org.packetboat.mailbox.store.OperationTable;
import org.packetboat.mailbox.store.TombstoneTable;

/**
 * What has to happen some time after: ending the bodies of tombstones, folding events into the ledger, ending key blocks, forgetting operations and
 * dedup rows and message ids. Every step is a short transaction on rows that it locks and that others then skip, so any number of instances may run it, and any may
 * die in it.
 */
public final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Housekeeping.class);
    private static final int BATCH = 1_000;

    private final TombstoneTable tombstones;
    private final BodyEventTable events;
    private final KeyBlockTable blocks;
    private final OperationTable operations;
    private final DeliveredTable delivered;
    private final ConversationTable conversations;
    private final Times times;
    private final List<Step> more;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread loop;

    /**
     * How often, and how long things are kept.
     *
     * @param quiet the compactor looks at an account so long after something has happened there
     */
    public record Times(
            Duration interval,
            Duration expungeGrace,
            Duration expungeLogRetention,
            Duration operationRetention,
            Duration quiet) {}

    /** Something else to do at each interval, in short transactions. */
    @FunctionalInterface
    public interface Step {
        void run() throws InterruptedException;
    }

    public Housekeeping(Database database, Times times) {
        this(database, times, List.of());
    }

    public Housekeeping(Database database, Times times, List<Step> more) {
        this.tombstones = new TombstoneTable(database);
        this.events = new BodyEventTable(database);
        this.blocks = new KeyBlockTable(database);
        this.operations = new OperationTable(database);
        this.delivered = new DeliveredTable(database);
        this.conversations = new ConversationTable(database);
        this.times = times;
        this.more = List.copyOf(more);
        this.loop = Thread.ofVirtual().name("housekeeping").unstarted(this::loop);
    }

    /** Begins to run it at its interval. */
    public void start() {
        loop.start();
    }

    /** Does once everything that is due. */
    public void runOnce() throws InterruptedException {
        for (Step step : more) {
            step.run();
            checkOpen();
        }
        while (tombstones.endDue(times.expungeGrace().toMillis(), BATCH) == BATCH) {
            checkOpen();
        }
        while (tombstones.forgetDue(times.expungeLogRetention().toMillis(), BATCH) == BATCH) {
            checkOpen();
        }
        while (events.fold(BATCH, ObjectKeys::origin, times.quiet().toMillis()) == BATCH) {
            checkOpen();
        }
        while (blocks.endOne(over -> ObjectKeys.of(over.prefix(), over.blockId(), over.count()))) {
            checkOpen();
        }
        while (operations.clean(times.operationRetention().toMillis(), BATCH) == BATCH) {
            checkOpen();
        }
        while (delivered.clean(BATCH) == BATCH) {
            checkOpen();
        }
        while (conversations.clean(BATCH) == BATCH) {
            checkOpen();
        }
        events.clean(BATCH);
    }

    private void checkOpen() throws InterruptedException {
        if (closing.getCount() == 0) {
            throw new InterruptedException();
        }
    }

    private void loop() {
        try {
            while (!closing.await(times.interval().toNanos(), TimeUnit.NANOSECONDS)) {
                try {
                    runOnce();
                } catch (UnavailableException e) {
                    LOG.warnf("housekeeping put off reason=%s", e.getMessage());
                } catch (RuntimeException e) {
                    LOG.error("housekeeping failed", e);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("housekeeping ended");
        }
    }

    /** Ends within one short transaction. */
    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        loop.interrupt();
        loop.join(Duration.ofSeconds(5));
    }
}
