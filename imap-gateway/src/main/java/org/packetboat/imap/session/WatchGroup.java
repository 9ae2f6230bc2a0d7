package org.packetboat.imap.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.packetboat.imap.port.Claim;
import org.packetboat.imap.port.MailboxKey;
import org.packetboat.imap.session.ChangeHub.Watcher;
import org.packetboat.imap.view.Delta;
import org.packetboat.imap.view.UidRanges;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/** The sessions of this gateway that have one mailbox selected, and the question that they share. Thread-safe. */
final class WatchGroup {
    /** After a failed question the next one is not asked at once. */
    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

    private final ChangeHub hub;
    private final MailboxKey mailbox;
    private final List<Watcher> watchers = new ArrayList<>(1);
    private volatile long pollAt;
    private boolean asking;
    private boolean again;

    WatchGroup(ChangeHub hub, MailboxKey mailbox, long pollAt) {
        this.hub = hub;
        this.mailbox = mailbox;
        this.pollAt = pollAt;
    }

    synchronized void add(Watcher watcher) {
        watchers.add(watcher);
    }

    /** True when nobody is left. */
    synchronized boolean remove(Watcher watcher) {
        watchers.remove(watcher);
        return watchers.isEmpty();
    }

    /** Marks every session and asks if one of them idles and does not know this point. */
    void hinted(Delta.Point point) {
        boolean wanted = false;
        for (Watcher watcher : snapshot()) {
            watcher.hinted(point);
            wanted |= watcher.isIdling() && isBehind(watcher.known(), point) && !watcher.asksLater();
        }
        if (wanted) {
            startAsking();
        }
    }

    /** Asks whether the mailbox is still there, if somebody idles in it; the others ask with their next command. */
    void doubted() {
        boolean idling = false;
        for (Watcher watcher : snapshot()) {
            watcher.doubted();
            idling |= watcher.isIdling();
        }
        if (idling) {
            startAsking();
        }
    }

    private static boolean isBehind(Delta.Point known, Delta.Point point) {
        return point.modSeq() > known.modSeq() || point.uidNext() > known.uidNext();
    }

    void pollIfDue(long now) {
        if (now - pollAt < 0) {
            return;
        }
        pollAt = hub.nextPoll();
        if (snapshot().stream().anyMatch(Watcher::isIdling)) {
            startAsking();
        }
    }

    private synchronized List<Watcher> snapshot() {
        return List.copyOf(watchers);
    }

    private void startAsking() {
        synchronized (this) {
            if (asking) {
                again = true;
                return;
            }
            asking = true;
        }
        Thread.ofVirtual().name("changes").start(this::ask);
    }

    private void ask() {
        do {
            try {
                askOnce();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                pollAt = System.nanoTime() + RETRY_NANOS;
            } catch (RuntimeException e) { // a scheduler's loop: the next poll tries again
                hub.failed(mailbox, e);
                pollAt = System.nanoTime() + RETRY_NANOS;
            }
        } while (goOn());
    }

    private synchronized boolean goOn() {
        asking = again;
        again = false;
        return asking;
    }

    private void askOnce() throws InterruptedException {
        List<Watcher> listening = snapshot().stream()
                .filter(watcher -> watcher.isIdling() && !watcher.asksLater())
                .toList();
        if (listening.isEmpty()) {
            return;
        }
        Delta.Point since = lowest(listening);
        Watcher claiming = claiming(listening);
        Delta delta;
        try {
            delta = hub.ask(mailbox, since, claiming == null ? Claim.LEAVE : Claim.CLAIM);
        } catch (RefusedException e) {
            if (e.reason() != Refusal.NO_SUCH_MAILBOX) {
                throw e;
            }
            listening.forEach(Watcher::gone);
            return;
        }
        if (delta.states().isEmpty()
                && delta.expunged().isEmpty()
                && delta.now().equals(since)) {
            return;
        }
        Delta unclaimed = new Delta(delta.since(), delta.now(), delta.states(), delta.expunged(), UidRanges.EMPTY);
        for (Watcher watcher : listening) {
            if (watcher.deliver(mailbox, watcher == claiming ? delta : unclaimed)) {
                hub.pushed();
            }
        }
    }

    private static @Nullable Watcher claiming(List<Watcher> watchers) {
        for (Watcher watcher : watchers) {
            if (watcher.claims()) {
                return watcher;
            }
        }
        return null;
    }

    private static Delta.Point lowest(List<Watcher> watchers) {
        long modSeq = Long.MAX_VALUE;
        long uidNext = Long.MAX_VALUE;
        for (Watcher watcher : watchers) {
            Delta.Point known = watcher.known();
            modSeq = Math.min(modSeq, known.modSeq());
            uidNext = Math.min(uidNext, known.uidNext());
        }
        return new Delta.Point(modSeq, uidNext);
    }
}
