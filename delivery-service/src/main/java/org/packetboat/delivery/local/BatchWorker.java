package org.packetboat.delivery.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.accepted.MalformedRecordException;
import org.packetboat.delivery.accepted.RecordDecoder;
import org.packetboat.delivery.local.Appender.Target;
import org.packetboat.delivery.local.BodyWriter.Written;
import org.packetboat.delivery.port.Counts;
import org.packetboat.delivery.port.Tracing;

/**
 * Takes batches from decoding to completion: bodies first, then rows, then whatever each outcome asks for; a record is complete when nothing
 * of it is left to do or all that is left waits in the database. A crash between any two steps repeats them: objects without references
 * are collected, deliveries are recognised by their ids.
 */
public final class BatchWorker {
    static final Logger LOG = Logger.getLogger(BatchWorker.class);
    private static final long PAUSE_AFTER_FAILURE_NANOS = Duration.ofSeconds(1).toNanos();

    private final Intake intake;
    private final Turns turns = new Turns();
    private final BodyWriter bodies;
    private final Appender appender;
    private final Recipients recipients;
    private final Retries retries;
    private final DeadLetters deadLetters;
    private final Counts counts;
    private final Tracing tracing;

    public BatchWorker(
            Intake intake,
            BodyWriter bodies,
            Appender appender,
            Recipients recipients,
            Retries retries,
            DeadLetters deadLetters,
            Counts counts,
            Tracing tracing) {
        this.intake = intake;
        this.bodies = bodies;
        this.appender = appender;
        this.recipients = recipients;
        this.retries = retries;
        this.deadLetters = deadLetters;
        this.counts = counts;
        this.tracing = tracing;
    }

    private record Item(AcceptedRecord polled, Mail mail) {}

    private record StoredItem(AcceptedRecord polled, Mail.Stored stored) {}

    /** Works until interrupted. Two threads may run this: one writes bodies while the other appends, in the order of the batches. */
    public void run() {
        try {
            while (true) {
                Intake.Batch batch = intake.take();
                Tracing.Batch trace = trace(batch);
                try {
                    process(batch);
                } catch (RuntimeException | StackOverflowError e) {
                    LOG.error("batch failed as a whole and comes again", e);
                    trace.failed();
                    TimeUnit.NANOSECONDS.sleep(PAUSE_AFTER_FAILURE_NANOS);
                    intake.add(batch.records());
                } finally {
                    trace.end();
                    turns.pass(batch.number());
                    intake.finished();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("batch worker ends");
        }
    }

    private Tracing.Batch trace(Intake.Batch batch) {
        Tracing.Batch trace = tracing.batch(batch.records().size());
        batch.records().forEach(polled -> trace.holds(polled.trace()));
        return trace;
    }

    private void process(Intake.Batch batch) throws InterruptedException {
        List<Item> items = decode(batch.records());
        List<Item> repeated = new ArrayList<>();
        List<StoredItem> stored = List.of();
        boolean failed = false;
        try {
            stored = write(withoutRepeated(items, repeated));
        } catch (RuntimeException e) {
            LOG.error("batch failed, its records go one by one", e);
            failed = true;
        }
        turns.await(batch.number());
        if (!failed) {
            failed = !appended(stored);
        }
        oneByOne(failed ? items : repeated);
    }

    private boolean appended(List<StoredItem> stored) throws InterruptedException {
        try {
            append(stored);
            return true;
        } catch (RuntimeException e) {
            LOG.error("batch was not appended, its records go one by one", e);
            return false;
        }
    }

    private void oneByOne(List<Item> items) throws InterruptedException {
        for (Item item : items) {
            try {
                append(write(List.of(item)));
            } catch (RuntimeException e) {
                LOG.errorf(e, "record failed delivery=%s", item.mail().id());
                deadLetters.bury(item.polled(), "failed: " + e);
            }
        }
    }

    private List<Item> decode(List<AcceptedRecord> records) throws InterruptedException {
        List<Item> items = new ArrayList<>(records.size());
        for (AcceptedRecord polled : records) {
            try {
                Mail mail = RecordDecoder.decode(polled.value(), polled.trace());
                polled.trace()
                        .describe(
                                mail.id(),
                                mail.accepted().getRecipientsCount(),
                                mail.accepted().getSize());
                items.add(new Item(polled, mail));
            } catch (MalformedRecordException e) {
                deadLetters.bury(polled, String.valueOf(e.getMessage()));
            }
        }
        return items;
    }

    // The same delivery twice in one request would be one row too many; the second one comes after it.
    private static List<Item> withoutRepeated(List<Item> items, List<Item> repeated) {
        Set<DeliveryId> seen = new HashSet<>();
        List<Item> first = new ArrayList<>(items.size());
        for (Item item : items) {
            (seen.add(item.mail().id()) ? first : repeated).add(item);
        }
        return first;
    }

    private List<StoredItem> write(List<Item> items) throws InterruptedException {
        if (items.isEmpty()) {
            return List.of();
        }
        List<Item> local = new ArrayList<>(items.size());
        for (Item item : items) {
            if (item.mail().accountIds().isEmpty() || recipients.hold(item.mail())) {
                complete(item);
            } else {
                local.add(item);
            }
        }
        List<Written> written = bodies.write(local.stream().map(Item::mail).toList());
        List<StoredItem> stored = new ArrayList<>(written.size());
        long octets = 0;
        for (int i = 0; i < written.size(); i++) {
            Mail.Stored one = written.get(i).stored();
            if (one == null) {
                deadLetters.bury(local.get(i).polled(), written.get(i).failure());
            } else {
                stored.add(new StoredItem(local.get(i).polled(), one));
                octets += one.metadata().size();
            }
        }
        counts.batch(stored.size(), octets);
        return stored;
    }

    /** A message that nobody here gets now: its body stays in the record, which is where its recipients wait. */
    private void complete(Item item) throws InterruptedException {
        recipients.queueRemote(item.mail());
        item.polled().complete();
    }

    private void append(List<StoredItem> items) throws InterruptedException {
        List<Target> targets = new ArrayList<>(items.size());
        for (StoredItem item : items) {
            for (long accountId : item.stored().mail().accountIds()) {
                targets.add(new Target(item.stored(), accountId));
            }
        }
        List<Target> again = targets.isEmpty() ? List.of() : appender.deliver(targets);
        for (StoredItem item : items) {
            recipients.queueRemote(item.stored().mail());
            List<Target> mine = again.stream()
                    .filter(target -> target.stored().mail() == item.stored().mail())
                    .toList();
            if (mine.isEmpty()) {
                item.polled().complete();
            } else {
                retries.start(item.polled(), mine);
            }
        }
    }
}
