package org.packetboat.delivery.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
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
    private final Expansions expansions;
    private final DeadLetters deadLetters;
    private final Counts counts;
    private final Tracing tracing;

    public BatchWorker(
            Intake intake,
            BodyWriter bodies,
            Appender appender,
            Recipients recipients,
            Retries retries,
            Expansions expansions,
            DeadLetters deadLetters,
            Counts counts,
            Tracing tracing) {
        this.intake = intake;
        this.bodies = bodies;
        this.appender = appender;
        this.recipients = recipients;
        this.retries = retries;
        this.expansions = expansions;
        this.deadLetters = deadLetters;
        this.counts = counts;
        this.tracing = tracing;
    }

    /** Whether the accounts of a message get it now. */
    private enum Accounts {
        NOW,
        /** They wait, and nothing is left to do for them here. */
        HELD
    }

    private record Item(AcceptedRecord polled, Mail mail, Accounts accounts) {
        Item held() {
            return new Item(polled, mail, Accounts.HELD);
        }

        /** Whether a mailbox is to refer to its body now. */
        boolean isStored() {
            return accounts == Accounts.NOW
                    ? mail.isKeptHere()
                    : mail.sentCopy().isPresent();
        }
    }

    private record StoredItem(AcceptedRecord polled, Mail.Stored stored, Accounts accounts) {}

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
                items.add(new Item(polled, mail, Accounts.NOW));
            } catch (MalformedRecordException e) {
                deadLetters.bury(polled, String.valueOf(e.getMessage()));
            }
        }
        return items;
    }

    private record Copy(DeliveryId id, long accountId) {}

    // The same delivery twice in one request would be one row too many; the second one comes after it. Records of one
    // list's copies have one id and,
    // as a rule, other accounts.
    private static List<Item> withoutRepeated(List<Item> items, List<Item> repeated) {
        Set<Copy> seen = new HashSet<>();
        List<Item> first = new ArrayList<>(items.size());
        for (Item item : items) {
            (isFirst(item.mail(), seen) ? first : repeated).add(item);
        }
        return first;
    }

    private static boolean isFirst(Mail mail, Set<Copy> seen) {
        boolean isFirst = mail.accountIds().isEmpty() ? seen.add(new Copy(mail.id(), 0)) : true;
        for (long accountId : mail.accountIds()) {
            isFirst &= seen.add(new Copy(mail.id(), accountId));
        }
        return isFirst;
    }

    private List<StoredItem> write(List<Item> items) throws InterruptedException {
        if (items.isEmpty()) {
            return List.of();
        }
        List<Item> local = new ArrayList<>(items.size());
        for (Item item : items) {
            Item now = recipients.hold(item.mail()) ? item.held() : item;
            if (!now.isStored()) {
                complete(item);
            } else {
                local.add(now);
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
                stored.add(
                        new StoredItem(local.get(i).polled(), one, local.get(i).accounts()));
                octets += one.metadata().size();
            }
        }
        counts.batch(stored.size(), octets);
        return stored;
    }

    /** A message that no mailbox here gets now: its body stays in the record, which is where its recipients wait, or in front of its lists' copies. */
    private void complete(Item item) throws InterruptedException {
        recipients.queueRemote(item.mail());
        finish(item.polled(), item.mail(), List.of());
    }

    private void finish(AcceptedRecord polled, Mail mail, List<Target> again) {
        if (mail.needsExpansion()) {
            expansions.start(polled, mail, () -> settle(polled, again));
        } else {
            settle(polled, again);
        }
    }

    private void settle(AcceptedRecord polled, List<Target> again) {
        if (again.isEmpty()) {
            polled.complete();
        } else {
            retries.start(polled, again);
        }
    }

    private void append(List<StoredItem> items) throws InterruptedException {
        List<Target> targets = new ArrayList<>(items.size());
        Map<Mail, AcceptedRecord> records = new IdentityHashMap<>();
        for (StoredItem item : items) {
            if (item.accounts() == Accounts.NOW) {
                addTargets(item.stored(), item.polled(), targets, records);
            }
            Mail.Stored stored = item.stored();
            stored.mail()
                    .sentCopy()
                    .ifPresent(copy -> addTargets(
                            new Mail.Stored(copy, stored.metadata(), stored.body()), item.polled(), targets, records));
        }
        List<Target> again =
                targets.isEmpty() ? List.of() : appender.deliver(targets).again();
        for (StoredItem item : items) {
            recipients.queueRemote(item.stored().mail());
            List<Target> mine = again.stream()
                    .filter(target -> records.get(target.stored().mail()) == item.polled())
                    .toList();
            finish(item.polled(), item.stored().mail(), mine);
        }
    }

    private static void addTargets(
            Mail.Stored stored, AcceptedRecord polled, List<Target> targets, Map<Mail, AcceptedRecord> records) {
        records.put(stored.mail(), polled);
        for (long accountId : stored.mail().accountIds()) {
            targets.add(new Target(stored, accountId));
        }
    }
}
