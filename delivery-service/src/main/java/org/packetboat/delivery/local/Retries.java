package org.packetboat.delivery.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.packetboat.contracts.DeliveryId;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.local.Appender.Target;

/**
 * Recipients that answered RETRY: tried again for a while with the partition held, then put into the deferral table, and only then is the
 * record complete (architecture 3.2). Bounded by what a held partition can have under way.
 */
public final class Retries implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Retries.class);
    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(50).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(2).toNanos();

    private final Appender appender;
    private final Recipients recipients;
    private final DeadLetters deadLetters;
    private final Duration retryFor;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    public Retries(Appender appender, Recipients recipients, DeadLetters deadLetters, Duration retryFor) {
        this.deadLetters = deadLetters;
        this.appender = appender;
        this.recipients = recipients;
        this.retryFor = retryFor;
    }

    /** Returns at once; the record is completed later, all targets being of its message or of the copy that its sender keeps. */
    void start(AcceptedRecord polled, List<Target> targets) {
        polled.completion().hold();
        Thread thread = Thread.ofVirtual().name("delivery-retry").unstarted(() -> run(polled, targets));
        threads.add(thread);
        thread.start();
    }

    private void run(AcceptedRecord polled, List<Target> targets) {
        try {
            List<Target> left = tryFor(targets);
            if (!left.isEmpty()) {
                defer(left);
            }
            polled.complete();
        } catch (InterruptedException e) {
            LOG.debug("retry was interrupted, the record stays uncommitted");
        } catch (RuntimeException e) {
            LOG.errorf(e, "retry failed partition=%d offset=%d", polled.partition(), polled.offset());
            bury(polled, e);
        } finally {
            polled.completion().resume();
            threads.remove(Thread.currentThread());
        }
    }

    private void bury(AcceptedRecord polled, RuntimeException failure) {
        try {
            deadLetters.bury(polled, "retry failed: " + failure);
        } catch (InterruptedException e) {
            LOG.debug("retry was interrupted, the record stays uncommitted");
        }
    }

    private void defer(List<Target> left) throws InterruptedException {
        Map<DeliveryId, Mail> mails = new LinkedHashMap<>();
        Map<DeliveryId, List<Long>> accountIds = new HashMap<>();
        for (Target target : left) {
            Mail mail = target.stored().mail();
            mails.put(mail.id(), mail);
            accountIds.computeIfAbsent(mail.id(), id -> new ArrayList<>()).add(target.accountId());
        }
        for (Mail mail : mails.values()) {
            recipients.deferLocal(mail, accountIds.getOrDefault(mail.id(), List.of()), "mailbox asked to try again");
        }
    }

    private List<Target> tryFor(List<Target> targets) throws InterruptedException {
        long end = System.nanoTime() + retryFor.toNanos();
        long pause = FIRST_PAUSE_NANOS;
        List<Target> left = targets;
        while (!left.isEmpty() && System.nanoTime() - end < 0) {
            TimeUnit.NANOSECONDS.sleep(pause);
            pause = Math.min(pause * 2, LONGEST_PAUSE_NANOS);
            left = deliver(left);
        }
        return left;
    }

    // Unknown means temporary: it goes to the deferral table in the end.
    private List<Target> deliver(List<Target> targets) throws InterruptedException {
        try {
            return appender.deliver(targets).again();
        } catch (RuntimeException e) {
            LOG.error("delivery failed and will be tried again", e);
            return targets;
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
