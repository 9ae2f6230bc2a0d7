package org.packetboat.imap.session;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.ResponseWriter;
import org.packetboat.imap.port.Claim;
import org.packetboat.imap.port.MailboxKey;
import org.packetboat.imap.session.ImapRules.Asking;
import org.packetboat.imap.session.ImapRules.Rule;
import org.packetboat.imap.view.Delta;
import org.packetboat.imap.view.ExpungeTelling;
import org.packetboat.imap.view.MailboxView;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.net.server.Connection;
import org.packetboat.net.server.LaneTask;

/**
 * Keeps a session's view up to date: asks at the end of commands, takes pushed answers while idling, and writes what the client is to be
 * told. Lane only, apart from the methods of {@link ChangeHub.Watcher}.
 */
final class Synchronisation implements ChangeHub.Watcher {
    /** What a client is told whose selected mailbox was deleted (RFC 3501 §7.1.5). */
    static final String GONE = "Selected mailbox was deleted";

    private static final System.Logger LOG = System.getLogger(Synchronisation.class.getName());
    private static final long ASK_AT_LEAST_NANOS = Duration.ofSeconds(60).toNanos();
    private static final Delta.Point NOWHERE = new Delta.Point(0, 0);

    private final SessionServices services;
    private final Connection connection;
    private final ResponseWriter out;
    private final Supplier<Optional<SelectedMailbox>> idlingMailbox;

    /** What the hub reads: published when the session begins to idle and after each answer. */
    private volatile Delta.Point known = NOWHERE;

    private volatile Delta.Point hinted = NOWHERE;

    /** Whether the mailbox may be gone. */
    private volatile boolean doubted;

    private volatile boolean idling;
    private final AtomicReference<News> news = new AtomicReference<>(News.NONE);
    private volatile Access access = Access.READ_ONLY;
    private long askedAt;

    /** What the hub has given to the lane. A client that reads slowly keeps one answer waiting, however much happens meanwhile. */
    private enum News {
        /** Nothing that the lane has not got through. */
        NONE,
        /** One answer. */
        ONE,
        /** One, and there is more to ask for behind it. */
        ONE_AND_MORE
    }

    Synchronisation(
            SessionServices services,
            Connection connection,
            ResponseWriter out,
            Supplier<Optional<SelectedMailbox>> idlingMailbox) {
        this.services = services;
        this.connection = connection;
        this.out = out;
        this.idlingMailbox = idlingMailbox;
    }

    /** The session changes its state: joins and leaves the mailbox's group. */
    void follow(ImapState before, ImapState after) {
        Optional<SelectedMailbox> left = mailbox(before);
        Optional<SelectedMailbox> entered = mailbox(after);
        if (idling != after instanceof ImapState.Idling) {
            idling = after instanceof ImapState.Idling;
            if (idling) {
                services.idling().entered();
            } else {
                services.idling().left();
            }
        }
        if (left.equals(entered)) {
            return;
        }
        left.ifPresent(mailbox -> services.changes().leave(mailbox.key(), this));
        entered.ifPresent(mailbox -> {
            access = mailbox.access();
            hinted = NOWHERE;
            doubted = false;
            known = mailbox.view().known();
            askedAt = System.nanoTime();
            services.changes().join(mailbox.key(), this);
        });
    }

    private static Optional<SelectedMailbox> mailbox(ImapState state) {
        return switch (state) {
            case ImapState.Selected selected -> Optional.of(selected.mailbox());
            case ImapState.Idling idle -> mailbox(idle.before());
            case ImapState.NotAuthenticated s -> Optional.empty();
            case ImapState.Authenticated s -> Optional.empty();
            case ImapState.LoggedOut s -> Optional.empty();
        };
    }

    /** Whether the mailbox that is selected was there. */
    enum Sight {
        /** As far as is known. */
        PRESENT,
        /** Deleted. */
        GONE
    }

    /** A command succeeded: tells what happened meanwhile, if its rule says so. */
    Sight afterCommand(SelectedMailbox mailbox, Rule rule) throws InterruptedException {
        MailboxView view = mailbox.view();
        boolean asks = doubted
                || switch (rule.asking()) {
                    case ALWAYS, IF_POSSIBLE -> true;
                    case WHEN_BEHIND -> shouldAsk(view);
                    case NEVER -> false;
                };
        if (asks) {
            return askAfter(mailbox, rule);
        }
        if (rule.asking() != Asking.NEVER && rule.expunges() == ExpungeTelling.TOLD && view.hasUntoldExpunges()) {
            tell(mailbox, view.tellExpunges());
        }
        return Sight.PRESENT;
    }

    private Sight askAfter(SelectedMailbox mailbox, Rule rule) throws InterruptedException {
        try {
            ask(mailbox, rule.expunges());
        } catch (UnavailableException e) {
            if (rule.asking() == Asking.ALWAYS) {
                throw e;
            }
            LOG.log(Level.DEBUG, () -> "could not ask what changed conn=" + connection.id(), e);
        } catch (RefusedException e) {
            if (e.reason() != Refusal.NO_SUCH_MAILBOX) {
                throw e;
            }
            LOG.log(Level.DEBUG, () -> "mailbox is gone conn=" + connection.id(), e);
            return Sight.GONE;
        }
        return Sight.PRESENT;
    }

    private boolean shouldAsk(MailboxView view) {
        return view.isBehind(hinted) || view.shouldAsk() || System.nanoTime() - askedAt > ASK_AT_LEAST_NANOS;
    }

    /** IDLE begins: what has happened until now. */
    void whileIdling(SelectedMailbox mailbox) throws InterruptedException {
        if (!connection.isOpen()) {
            return; // it was told goodbye already
        }
        try {
            ask(mailbox, ExpungeTelling.TOLD);
        } catch (UnavailableException e) {
            LOG.log(Level.DEBUG, () -> "could not ask what changed conn=" + connection.id(), e);
        } catch (RefusedException e) {
            LOG.log(Level.DEBUG, () -> "mailbox is gone conn=" + connection.id(), e);
            out.write(new Response.Bye(Optional.empty(), GONE));
            connection.close();
        }
    }

    private void ask(SelectedMailbox mailbox, ExpungeTelling telling) throws InterruptedException {
        askedAt = System.nanoTime();
        Claim claim = mailbox.access() == Access.READ_WRITE ? Claim.CLAIM : Claim.LEAVE;
        boolean doubt = doubted;
        doubted = false; // before the question: a doubt that comes while it is answered is a new one
        Delta delta;
        try {
            delta = services.mailboxes().changes(mailbox.key(), mailbox.view().known(), claim);
        } catch (UnavailableException e) {
            if (doubt) {
                doubted = true;
            }
            throw e;
        }
        apply(mailbox, delta, telling);
    }

    private void apply(SelectedMailbox mailbox, Delta delta, ExpungeTelling telling) throws InterruptedException {
        List<Response> responses = mailbox.view().update(delta, telling);
        known = mailbox.view().known();
        tell(mailbox, responses);
    }

    private void tell(SelectedMailbox mailbox, List<Response> responses) throws InterruptedException {
        boolean newKeywords = false;
        for (Response response : responses) {
            newKeywords |= response instanceof Response.FlagUpdate update
                    && mailbox.learns(update.flags().keywords());
        }
        if (newKeywords) {
            out.write(new Response.FlagsDefined(mailbox.keywords()));
        }
        for (Response response : responses) {
            out.write(response);
        }
    }

    /** Whether a command failed because the mailbox that is selected no longer exists. */
    boolean isMailboxGone(RuntimeException failure, ImapState state) throws InterruptedException {
        if (!(failure instanceof RefusedException refused)
                || refused.reason() != Refusal.NO_SUCH_MAILBOX
                || !(state instanceof ImapState.Selected selected)) {
            return false;
        }
        try {
            SelectedMailbox mailbox = selected.mailbox();
            services.mailboxes().changes(mailbox.key(), mailbox.view().known(), Claim.LEAVE);
            return false;
        } catch (RefusedException e) {
            return e.reason() == Refusal.NO_SUCH_MAILBOX;
        } catch (UnavailableException e) {
            LOG.log(Level.DEBUG, () -> "could not ask for the mailbox conn=" + connection.id(), e);
            return false;
        }
    }

    @Override
    public void hinted(Delta.Point point) {
        Delta.Point before = hinted;
        hinted =
                new Delta.Point(Math.max(before.modSeq(), point.modSeq()), Math.max(before.uidNext(), point.uidNext()));
    }

    @Override
    public boolean isIdling() {
        return idling;
    }

    @Override
    public Delta.Point known() {
        return known;
    }

    @Override
    public boolean claims() {
        return access == Access.READ_WRITE;
    }

    @Override
    public boolean asksLater() {
        return news.updateAndGet(now -> now == News.NONE ? News.NONE : News.ONE_AND_MORE) != News.NONE;
    }

    @Override
    public boolean deliver(MailboxKey asked, Delta delta) {
        return offer(() -> push(asked, delta));
    }

    /** False when the lane has not got through the one before, or is closing. */
    private boolean offer(LaneTask telling) {
        while (!news.compareAndSet(News.NONE, News.ONE)) {
            if (asksLater()) {
                return false;
            }
        }
        boolean taken = connection.submit(() -> {
            telling.run();
            if (news.getAndSet(News.NONE) == News.ONE_AND_MORE) {
                askWhileIdling();
            }
        });
        if (!taken) {
            news.set(News.NONE);
        }
        return taken;
    }

    @Override
    public void doubted() {
        doubted = true;
    }

    /** The lane asks again: it may have gone on to another mailbox meanwhile. */
    @Override
    public void gone() {
        offer(this::askWhileIdling);
    }

    private void askWhileIdling() throws InterruptedException {
        Optional<SelectedMailbox> idle = idlingMailbox.get();
        if (idle.isPresent()) {
            whileIdling(idle.get());
        }
    }

    private void push(MailboxKey asked, Delta delta) throws InterruptedException {
        Optional<SelectedMailbox> idle = idlingMailbox.get();
        if (idle.isEmpty() || !idle.get().key().equals(asked)) {
            return; // it has gone on meanwhile
        }
        SelectedMailbox mailbox = idle.get();
        if (mailbox.view().accepts(delta)) {
            apply(mailbox, delta, ExpungeTelling.TOLD);
        } else {
            whileIdling(mailbox);
        }
    }
}
