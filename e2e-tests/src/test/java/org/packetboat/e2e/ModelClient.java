package org.packetboat.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.packetboat.e2e.ModelJudge.Told;
import org.packetboat.e2e.ModelOperation.Draw;
import org.packetboat.e2e.ModelSession.Heard;
import org.packetboat.testkit.imap.KnownMailbox;
import org.packetboat.testkit.imap.KnownMailbox.During;
import org.packetboat.testkit.imap.KnownMailbox.Message;
import org.packetboat.testkit.imap.MailboxResponse;

/** A client of the model test: does what is drawn, as its knowledge allows, and has a {@link ModelJudge} see all of it. One thread at a time. */
final class ModelClient implements AutoCloseable {
    static final List<String> MAILBOXES = List.of("INBOX", "Archive");

    /** The header field that says which message this is; its content follows from that. */
    static final String IDENTITY = "X-Attempt";

    static final String HEADER = "BODY.PEEK[HEADER.FIELDS (" + IDENTITY + ")]";

    private static final Duration A_MOMENT = Duration.ofMillis(5);
    private static final Duration BOUNDED_TIME = Duration.ofSeconds(10);

    private final String name;
    private final ModelSession session;
    private final ModelJudge judge;
    private final ModelPost post;
    private final ModelChoice choice;
    private final ModelChanges changes;
    private final ModelReads reads;
    private final ModelSearch searches;
    private final ModelLetters letters;

    ModelClient(String name, ModelSession session, ModelJudge judge, ModelPost post) {
        this.name = name;
        this.session = session;
        this.judge = judge;
        this.post = post;
        this.letters = new ModelLetters(name);
        this.choice = new ModelChoice(session);
        this.changes = new ModelChanges(session, judge, letters);
        this.reads = new ModelReads(session, judge);
        this.searches = new ModelSearch(session, judge);
    }

    /** Does one operation; what is wrong is told with what was said last. */
    void run(Draw draw) {
        guarded(draw.operation().name(), () -> {
            RandomGenerator random = draw.details();
            if (session.isIdling() && draw.operation() != ModelOperation.IDLE) {
                session.done();
            }
            if (session.selected().isEmpty()) {
                select(random);
            }
            boolean possible = !draw.operation().needsMessages() || !choice.isEmpty();
            perform(possible ? draw.operation() : ModelOperation.NOOP, random);
            if (!session.isIdling() && session.selected().isPresent() && random.nextInt(8) > 0) {
                learnArrivals();
            }
        });
    }

    /** Something to do that may fail. */
    private interface Deed {
        void run() throws IOException;
    }

    private void guarded(String what, Deed deed) {
        try {
            session.note("-- " + what);
            deed.run();
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError(
                    name + " (" + session.kind + ") in " + what + ": " + e.getMessage() + "\n    "
                            + session.transcript(),
                    e);
        }
    }

    private void perform(ModelOperation operation, RandomGenerator random) throws IOException {
        switch (operation) {
            case APPEND -> changes.append(random);
            case DELIVER -> post.send(letters.next());
            case STORE -> changes.store(random);
            case COPY -> changes.copy(random);
            case MOVE -> changes.move(random);
            case EXPUNGE -> changes.expunge();
            case UID_EXPUNGE -> changes.uidExpunge(random);
            case IDLE -> idle();
            case NOOP -> ask("NOOP");
            case CHECK -> ask(session.kind.isRev2() ? "NOOP" : "CHECK"); // RFC 9051 appendix E
            case FETCH_FLAGS -> reads.fetchFlags(random);
            case FETCH_BODY -> reads.fetchBody(random);
            case FETCH_CHANGED -> reads.fetchChanged(random);
            case SEARCH -> {
                learnArrivals();
                searches.search(random);
            }
            case STATUS -> reads.status(random);
            case SELECT -> select(random);
            case CLOSE -> close(random);
            case UNSELECT -> {
                ModelSession.ok(session.command("UNSELECT", During.OTHER));
                session.left();
            }
            case RECONNECT -> {
                session.logout();
                session.reconnect();
            }
            case DROP -> drop(random);
        }
    }

    private KnownMailbox view() {
        return session.view();
    }

    /** Asks for what is only counted so far; a client may leave that for later. */
    private void learnArrivals() throws IOException {
        for (int number = 1; number <= view().exists(); number++) {
            if (session.knows(view().messages().get(number - 1))) {
                continue;
            }
            int last = number;
            while (last < view().exists() && !session.knows(view().messages().get(last))) {
                last++;
            }
            String set = number == last ? Integer.toString(number) : number + ":" + last;
            session.tell(
                    ModelSession.ok(session.command(
                            "FETCH " + set + " (UID FLAGS " + (session.kind.hasModSeqs() ? "MODSEQ " : "") + HEADER
                                    + ")",
                            During.NUMBERED)),
                    Told.ANSWERED);
            number = last;
        }
    }

    /** Begins to, or waits until all is told and ends it. */
    private void idle() throws IOException {
        if (!session.isIdling()) {
            session.idle();
            return;
        }
        listenUntilToldOfAll();
        session.done();
        learnArrivals();
    }

    private void listenUntilToldOfAll() throws IOException {
        long end = System.nanoTime() + BOUNDED_TIME.toNanos();
        session.listen(Duration.ofMillis(1));
        while (!judge.isUpToDate(session.mailbox(), view())) {
            if (System.nanoTime() > end) {
                judge.complete(session.mailbox(), view());
                throw new AssertionError("not told of everything within " + BOUNDED_TIME);
            }
            session.listen(A_MOMENT);
        }
    }

    static String other(String mailbox) {
        return MAILBOXES.get(1 - MAILBOXES.indexOf(mailbox));
    }

    private void ask(String command) throws IOException {
        session.tell(ModelSession.ok(session.command(command, During.OTHER)), Told.ANSWERED);
        learnArrivals();
        judge.complete(session.mailbox(), view());
    }

    private void select(RandomGenerator random) throws IOException {
        String mailbox = MAILBOXES.get(random.nextInt(4) == 0 ? 1 : 0);
        KnownMailbox.Memory memory = session.known(mailbox).memory();
        boolean quick = session.kind.hasQresync() && memory.uidValidity() > 0 && random.nextInt(6) > 0;
        String parameters = quick ? qresync(memory, random) : "";
        boolean closes = session.selected().isPresent();
        session.entering(mailbox, quick ? memory : new KnownMailbox.Memory(0, 0, new TreeMap<>()));
        Heard heard = ModelSession.ok(session.command("SELECT " + mailbox + parameters, During.SELECTING));
        boolean told = heard.data().contains(new MailboxResponse.Said("OK", "CLOSED"));
        if (told != closes) {
            throw new AssertionError("CLOSED told: " + told + ", selected before: " + closes);
        }
        int exists = view().exists();
        view().selected();
        judge.selected(mailbox, exists, view(), heard.span());
        session.tell(heard, Told.ANSWERED);
        Set<Long> anew = heard.firstFlags().keySet();
        for (Message message : view().messages()) {
            if (message.isKnown() && !anew.contains(message.uid())) {
                judge.unchanged(mailbox, message.uid(), FlagMask.of(message.knownFlags()), heard.span());
            }
        }
        learnArrivals();
        judge.complete(mailbox, view());
    }

    /** RFC 7162 §3.2.5, with the optional arguments or without. */
    private static String qresync(KnownMailbox.Memory memory, RandomGenerator random) {
        List<Long> uids = new ArrayList<>(memory.messages().keySet());
        StringBuilder text = new StringBuilder(" (QRESYNC (" + memory.uidValidity() + " " + memory.modSeq());
        if (!uids.isEmpty() && random.nextBoolean()) {
            text.append(' ').append(joined(uids));
            if (random.nextBoolean()) {
                List<Long> numbers = new ArrayList<>();
                List<Long> matching = new ArrayList<>();
                for (int number = 1; number <= uids.size(); number += 1 + random.nextInt(uids.size())) {
                    numbers.add((long) number);
                    matching.add(uids.get(number - 1));
                }
                text.append(" (")
                        .append(joined(numbers))
                        .append(' ')
                        .append(joined(matching))
                        .append(')');
            }
        }
        return text.append("))").toString();
    }

    private static String joined(List<Long> numbers) {
        StringBuilder set = new StringBuilder();
        numbers.forEach(number -> set.append(set.isEmpty() ? "" : ",").append(number));
        return set.toString();
    }

    private void close(RandomGenerator random) throws IOException {
        Heard heard = ModelSession.ok(session.command("CLOSE", During.OTHER));
        if (!heard.gone().isEmpty()) {
            throw new AssertionError("CLOSE tells of expunges");
        }
        judge.swept(new ModelJudge.Sweep(session.mailbox(), Optional.empty(), Set.of(), Set.of()), heard.span());
        session.left();
        if (random.nextBoolean()) {
            select(random);
        }
    }

    /** The socket goes, at times with an answer on its way or while it idles. */
    private void drop(RandomGenerator random) throws IOException {
        switch (random.nextInt(4)) {
            case 0 -> session.shout("NOOP");
            case 1 -> session.shout("FETCH 1:* (FLAGS BODY.PEEK[])");
            case 2 -> session.idle();
            default -> {} // between two commands
        }
        session.reconnect();
    }

    /** Nobody does anything now: it is told of all that was done. */
    void settle() {
        guarded("settling", () -> {
            if (session.isIdling()) {
                listenUntilToldOfAll();
                session.done();
                learnArrivals();
                judge.complete(session.mailbox(), view());
            } else if (session.selected().isPresent()) {
                ask("NOOP");
            }
        });
    }

    /** Begins in the mailbox where mail arrives. */
    void enter(RandomGenerator random) {
        guarded("entering", () -> select(random));
    }

    @Override
    public String toString() {
        return name;
    }

    @Override
    public void close() {
        session.close();
    }
}
