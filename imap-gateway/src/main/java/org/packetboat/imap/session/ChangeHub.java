package org.packetboat.imap.session;

import java.lang.System.Logger.Level;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.packetboat.imap.port.ChangeHints;
import org.packetboat.imap.port.Claim;
import org.packetboat.imap.port.MailboxClient;
import org.packetboat.imap.port.MailboxKey;
import org.packetboat.imap.view.Delta;

/**
 * Where hints meet sessions (architecture 5.6). Sessions that have one mailbox selected share one question per hint; its answer is pushed to
 * those that idle, the others are marked as behind and ask when their next command ends. Every mailbox with an idling session is asked
 * about once a minute as well, with jitter, since hints may be lost. Thread-safe.
 */
public final class ChangeHub implements ChangeHints.Listener {
    private static final System.Logger LOG = System.getLogger(ChangeHub.class.getName());

    private final MailboxClient mailboxes;
    private final RandomGenerator random;
    private final long pollNanos;
    private final ConcurrentHashMap<MailboxKey, WatchGroup> groups = new ConcurrentHashMap<>();
    private final LongAdder questions = new LongAdder();
    private final LongAdder pushes = new LongAdder();

    /** @param pollNanos how often a mailbox is asked about without a hint */
    public ChangeHub(MailboxClient mailboxes, RandomGenerator random, long pollNanos) {
        this.mailboxes = mailboxes;
        this.random = random;
        this.pollNanos = pollNanos;
    }

    /** A session that has a mailbox selected. Called from any thread; must not block. */
    interface Watcher {
        /** The mailbox has reached at least this point. */
        void hinted(Delta.Point point);

        /** The mailbox may be gone. */
        void doubted();

        /** Whether it is to be told of changes without asking. */
        boolean isIdling();

        /** What its view knows. */
        Delta.Point known();

        /**
         * Whether its client has not been told yet of what was delivered last, since it reads slowly: then nothing more is delivered to it,
         * and it asks for itself as soon as it has got through.
         */
        boolean asksLater();

        /** Whether it claims recent messages. */
        boolean claims();

        /** An answer about this mailbox to a question that was asked for it; false if it does not take it. */
        boolean deliver(MailboxKey mailbox, Delta delta);

        /** The mailbox no longer exists. */
        void gone();
    }

    /** A session selects a mailbox. */
    void join(MailboxKey mailbox, Watcher watcher) {
        groups.compute(mailbox, (key, group) -> {
            WatchGroup joined = group == null ? new WatchGroup(this, key, nextPoll()) : group;
            joined.add(watcher);
            return joined;
        });
    }

    /** A session leaves a mailbox. */
    void leave(MailboxKey mailbox, Watcher watcher) {
        groups.computeIfPresent(mailbox, (key, group) -> group.remove(watcher) ? null : group);
    }

    @Override
    public void changed(MailboxKey mailbox, Delta.Point point) {
        WatchGroup group = groups.get(mailbox);
        if (group != null) {
            group.hinted(point);
        }
    }

    @Override
    public void listChanged(MailboxKey mailbox) {
        WatchGroup group = groups.get(mailbox);
        if (group != null) {
            group.doubted();
        }
    }

    /** Asks about the mailboxes whose time has come. Called about once a second; does not block. */
    public void tick() {
        long now = System.nanoTime();
        groups.values().forEach(group -> group.pollIfDue(now));
    }

    /** Questions asked for groups of sessions. */
    public long questions() {
        return questions.sum();
    }

    /** Answers handed to idling sessions. */
    public long pushes() {
        return pushes.sum();
    }

    /** Mailboxes that are selected by some session. */
    public int mailboxes() {
        return groups.size();
    }

    Delta ask(MailboxKey mailbox, Delta.Point since, Claim claim) throws InterruptedException {
        questions.increment();
        return mailboxes.changes(mailbox, since, claim);
    }

    void pushed() {
        pushes.increment();
    }

    /** Between three quarters of the interval and the whole, so that many sessions do not ask at once. */
    long nextPoll() {
        return System.nanoTime() + pollNanos - random.nextLong(Math.max(1, pollNanos / 4));
    }

    void failed(MailboxKey mailbox, RuntimeException failure) {
        LOG.log(
                Level.DEBUG,
                () -> "question about changes failed account=" + mailbox.accountId() + " mailbox="
                        + mailbox.mailboxId(),
                failure);
    }
}
