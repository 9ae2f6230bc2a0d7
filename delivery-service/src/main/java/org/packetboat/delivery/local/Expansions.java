package org.packetboat.delivery.local;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.packetboat.delivery.accepted.Mail;
import org.packetboat.delivery.list.ListExpander;

/**
 * Mailing lists, which may take a while, beside the batches and with the partition held: the record is complete only when every copy is durably on
 * its way. A few at a time; how many wait is bounded by what a held partition can have under way.
 */
public final class Expansions implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Expansions.class);
    private static final int AT_ONCE = 4;

    private final ListExpander expander;
    private final DeadLetters deadLetters;
    private final Semaphore turns = new Semaphore(AT_ONCE);
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    public Expansions(ListExpander expander, DeadLetters deadLetters) {
        this.expander = expander;
        this.deadLetters = deadLetters;
    }

    /**
     * Returns at once; {@code then} runs when the lists of the message are done with. One that fails for a reason of its own is, once that is among the dead letters: it has
     * nothing to do with the other recipients.
     */
    void start(AcceptedRecord polled, Mail mail, Runnable then) {
        polled.completion().hold();
        Thread thread = Thread.ofVirtual().name("delivery-list").unstarted(() -> run(polled, mail, then));
        threads.add(thread);
        thread.start();
    }

    private void run(AcceptedRecord polled, Mail mail, Runnable then) {
        try {
            expand(polled, mail);
            then.run();
        } catch (InterruptedException e) {
            LOG.debug("list expansion was interrupted, the record stays uncommitted");
        } finally {
            polled.completion().resume();
            threads.remove(Thread.currentThread());
        }
    }

    private void expand(AcceptedRecord polled, Mail mail) throws InterruptedException {
        turns.acquire();
        try {
            expander.expand(mail);
        } catch (RuntimeException e) {
            LOG.errorf(e, "lists were not expanded delivery=%s", mail.id());
            deadLetters.note(polled, "lists were not expanded: " + e);
        } finally {
            turns.release();
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
