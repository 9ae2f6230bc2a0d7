package org.packetboat.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.packetboat.e2e.ModelJudge.Told;
import org.packetboat.e2e.ModelOperation.Draw;
import org.packetboat.e2e.ModelSession.Heard;
import org.packetboat.testkit.imap.KnownMailbox;
import org.packetboat.testkit.imap.KnownMailbox.During;
import org.packetboat.testkit.imap.KnownMailbox.Message;
import org.packetboat.testkit.imap.MailboxData;

/** A client of the model test: does what is drawn, as its knowledge allows, and has a {@link ModelJudge} see all of it. One thread at a time. */
final class ModelClient implements AutoCloseable {
    static final List<String> MAILBOXES = List.of("INBOX", "Archive");

    /** The header field that says which message this is; its content follows from that. */
    static final String IDENTITY = "X-Attempt";

    static final String HEADER = "BODY.PEEK[HEADER.FIELDS (" + IDENTITY + ")]";

    /** From so many messages on a mailbox is emptied rather than filled. */
    private static final int FULL = 40;

    private static final Duration A_MOMENT = Duration.ofMillis(5);
    private static final Duration BOUNDED_TIME = Duration.ofSeconds(10);

    private final String name;
    private final ModelSession session;
    private final ModelJudge judge;
    private final ModelPost post;
    private final ModelSearch searches;
    private int letters;

    ModelClient(String name, ModelSession session, ModelJudge judge, ModelPost post) {
        this.name = name;
        this.session = session;
        this.judge = judge;
        this.post = post;
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
            perform(draw.operation(), random);
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
            case APPEND -> append(random);
            case DELIVER -> post.send(nextLetter());
            case STORE -> store(random);
            case COPY -> copy(random);
            case MOVE -> move(random);
            case EXPUNGE -> expunge();
            case UID_EXPUNGE -> uidExpunge(random);
            case IDLE -> idle();
            case NOOP -> ask("NOOP");
            case CHECK -> ask(session.kind.isRev2() ? "NOOP" : "CHECK"); // RFC 9051 appendix E
            case FETCH_FLAGS -> fetchFlags(random);
            case FETCH_BODY -> fetchBody(random);
            case FETCH_CHANGED -> fetchChanged(random);
            case SEARCH -> {
                learnArrivals();
                searches.search(random);
            }
            case STATUS -> status(random);
            case SELECT -> select(random);
            case CLOSE -> close(random);
            case UNSELECT -> {
                ok(session.command("UNSELECT", During.OTHER));
                session.left();
            }
            case RECONNECT -> {
                session.logout();
                session.reconnect();
            }
            case DROP -> drop(random);
        }
    }

    private static Heard ok(Heard heard) {
        if (!heard.isOk()) {
            throw new AssertionError(heard.status());
        }
        return heard;
    }

    private String nextLetter() {
        return name + "-" + ++letters;
    }

    private KnownMailbox view() {
        return session.view();
    }

    /** Some neighbours that it knows, by number. */
    private List<Message> some(RandomGenerator random, int most) {
        List<Message> all = view().messages();
        List<Message> chosen = new ArrayList<>();
        if (all.isEmpty()) {
            return chosen;
        }
        int first = random.nextInt(all.size());
        int count = 1 + random.nextInt(most);
        for (int i = first; i < all.size() && i < first + count && session.knows(all.get(i)); i++) {
            chosen.add(all.get(i));
        }
        return chosen;
    }

    private enum By {
        UID("UID "),
        NUMBER("");

        private final String prefix;

        By(String prefix) {
            this.prefix = prefix;
        }

        static By some(RandomGenerator random) {
            return random.nextBoolean() ? UID : NUMBER;
        }

        During during() {
            return this == UID ? During.OTHER : During.NUMBERED;
        }
    }

    /** The set that names neighbours. */
    private String set(By by, List<Message> messages) {
        long first = messages.getFirst().uid();
        long last = messages.getLast().uid();
        if (by == By.NUMBER) {
            first = view().numberOf(first);
            last = view().numberOf(last);
        }
        return first == last ? Long.toString(first) : first + ":" + last;
    }

    private static Set<Long> uids(List<Message> messages) {
        Set<Long> uids = new LinkedHashSet<>();
        messages.forEach(message -> uids.add(message.uid()));
        return uids;
    }

    private Set<Long> knownUids() {
        Set<Long> uids = uids(view().messages());
        uids.remove(0L);
        return uids;
    }

    private boolean isFull() {
        return view().exists() >= FULL;
    }

    private String modSeq() {
        return session.kind.hasModSeqs() ? "MODSEQ " : "";
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
                    ok(session.command("FETCH " + set + " (UID FLAGS " + modSeq() + HEADER + ")", During.NUMBERED)),
                    Told.ANSWERED);
            number = last;
        }
    }

    private void append(RandomGenerator random) throws IOException {
        String mailbox = random.nextInt(4) == 0 ? other(session.mailbox()) : session.mailbox();
        int count = isFull() ? 1 : random.nextInt(5) == 0 ? 2 : 1;
        List<ModelJudge.Letter> sent = new ArrayList<>();
        StringBuilder shown = new StringBuilder("APPEND " + mailbox);
        ByteArrayOutputStream command = new ByteArrayOutputStream();
        command.writeBytes(ImapWire.ascii(shown.toString()));
        for (int i = 0; i < count; i++) {
            ModelJudge.Letter letter = new ModelJudge.Letter(nextLetter(), FlagMask.some(random, 0.1));
            sent.add(letter);
            byte[] octets = Attempts.message(letter.id());
            String flags = " " + FlagMask.list(letter.flags()) + " {" + octets.length + "+}";
            shown.append(flags).append(' ').append(letter.id());
            command.writeBytes(ImapWire.ascii(flags + "\r\n"));
            command.writeBytes(octets);
        }
        Heard heard = ok(session.command(shown.toString(), command.toByteArray()));
        judge.appended(mailbox, sent, appendUid(heard), heard.span());
        session.tell(heard, Told.ANSWERED);
    }

    private static ModelJudge.Uids appendUid(Heard heard) {
        String code = heard.code("APPENDUID").orElseThrow(() -> new AssertionError("no APPENDUID: " + heard.status()));
        String[] words = code.split(" ");
        return new ModelJudge.Uids(Long.parseLong(words[1]), MailboxData.numbers(words[2]));
    }

    private static String other(String mailbox) {
        return MAILBOXES.get(1 - MAILBOXES.indexOf(mailbox));
    }

    private void store(RandomGenerator random) throws IOException {
        List<Message> chosen = some(random, isFull() ? view().exists() / 2 : 4);
        if (chosen.isEmpty()) {
            ask("NOOP");
            return;
        }
        By by = By.some(random);
        FlagChange change = new FlagChange(
                isFull() ? FlagChange.Mode.ADD : FlagChange.Mode.values()[random.nextInt(3)],
                FlagMask.some(random, isFull() ? 0.8 : 0.25));
        boolean silent = random.nextInt(3) == 0;
        OptionalLong since = session.kind.hasModSeqs() && random.nextInt(4) == 0
                ? OptionalLong.of(unchangedSince(random, chosen))
                : OptionalLong.empty();
        String condition = since.isPresent() ? " (UNCHANGEDSINCE " + since.getAsLong() + ")" : "";
        String set = set(by, chosen);
        Heard heard =
                ok(session.command(by.prefix + "STORE " + set + condition + " " + change.text(silent), by.during()));
        Set<Long> modified = modified(by, heard);
        Map<Long, Integer> results = heard.firstFlags();
        results.keySet().retainAll(uids(chosen));
        results.keySet().removeAll(modified);
        judge.stored(
                new ModelJudge.Store(
                        session.mailbox(),
                        uids(chosen),
                        change,
                        since,
                        silent ? ModelJudge.Answers.NONE : ModelJudge.Answers.ALL,
                        silent ? Map.of() : results,
                        modified),
                heard.span());
        if (silent) {
            conclude(chosen, change, modified, heard);
        }
        session.tell(heard, Told.ANSWERED);
    }

    /** That of a message, of all it knows, or of nothing. */
    private long unchangedSince(RandomGenerator random, List<Message> chosen) {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> view().modSeq();
            default -> chosen.get(random.nextInt(chosen.size())).modSeq();
        };
    }

    private Set<Long> modified(By by, Heard heard) {
        Set<Long> modified = new TreeSet<>();
        heard.code("MODIFIED").ifPresent(code -> {
            for (long number : MailboxData.numbers(code.substring(9))) {
                modified.add(
                        by == By.UID
                                ? number
                                : view().messages().get((int) number - 1).uid());
            }
        });
        return modified;
    }

    /** After {@code .SILENT}: what was not told otherwise is as this client has set it, if it can tell that it has. */
    private void conclude(List<Message> chosen, FlagChange change, Set<Long> modified, Heard heard) {
        Map<Long, Integer> told = heard.firstFlags();
        for (Message message : chosen) {
            boolean changed = !session.kind.hasModSeqs() || heard.modSeqs().contains(message.uid());
            boolean there = view().numberOf(message.uid()) > 0;
            if (there && changed && !told.containsKey(message.uid()) && !modified.contains(message.uid())) {
                int flags = change.apply(FlagMask.of(message.knownFlags()));
                view().assume(message.uid(), FlagMask.set(flags));
            }
        }
    }

    private String target(RandomGenerator random) {
        return random.nextInt(3) == 0 && !isFull() ? session.mailbox() : other(session.mailbox());
    }

    private void copy(RandomGenerator random) throws IOException {
        List<Message> chosen = some(random, 3);
        if (chosen.isEmpty()) {
            ask("NOOP");
            return;
        }
        By by = By.some(random);
        String target = target(random);
        Heard heard = session.command(by.prefix + "COPY " + set(by, chosen) + " " + target, During.OTHER);
        if (!heard.isOk() && !heard.code().equals("EXPUNGEISSUED")) {
            throw new AssertionError(heard.status());
        }
        judge.copied(transfer(chosen, target, heard, heard.isOk()), heard.span());
        session.tell(heard, Told.ANSWERED);
    }

    private ModelJudge.Transfer transfer(List<Message> chosen, String target, Heard heard, boolean ok) {
        Map<Long, Long> copies = new LinkedHashMap<>();
        Optional<String> code = heard.code("COPYUID");
        long uidValidity = 0;
        if (code.isPresent()) {
            String[] words = code.get().split(" ");
            uidValidity = Long.parseLong(words[1]);
            List<Long> from = MailboxData.numbers(words[2]);
            List<Long> to = MailboxData.numbers(words[3]);
            if (from.size() != to.size()) {
                throw new AssertionError(code.get());
            }
            for (int i = 0; i < from.size(); i++) {
                copies.put(from.get(i), to.get(i));
            }
        }
        return new ModelJudge.Transfer(session.mailbox(), uids(chosen), target, uidValidity, copies, ok);
    }

    private void move(RandomGenerator random) throws IOException {
        List<Message> chosen = some(random, 3);
        if (chosen.isEmpty()) {
            ask("NOOP");
            return;
        }
        By by = By.some(random);
        String target = target(random);
        Heard heard = ok(session.command(by.prefix + "MOVE " + set(by, chosen) + " " + target, During.OTHER));
        boolean complete = !heard.code().equals("EXPUNGEISSUED");
        ModelJudge.Transfer transfer = transfer(chosen, target, heard, complete);
        if (!heard.gone().containsAll(transfer.copies().keySet())) {
            throw new AssertionError("moved " + transfer.copies() + ", told to be gone " + heard.gone());
        }
        judge.moved(transfer, heard.span());
        session.tell(heard, Told.ANSWERED);
    }

    private void expunge() throws IOException {
        Set<Long> before = knownUids();
        Heard heard = ok(session.command("EXPUNGE", During.OTHER));
        judge.swept(new ModelJudge.Sweep(session.mailbox(), Optional.empty(), before, heard.gone()), heard.span());
        session.tell(heard, Told.ANSWERED);
    }

    private void uidExpunge(RandomGenerator random) throws IOException {
        List<Message> chosen = some(random, 12);
        if (chosen.isEmpty()) {
            ask("NOOP");
            return;
        }
        Set<Long> before = knownUids();
        Heard heard = ok(session.command("UID EXPUNGE " + set(By.UID, chosen), During.OTHER));
        judge.swept(
                new ModelJudge.Sweep(session.mailbox(), Optional.of(uids(chosen)), before, heard.gone()), heard.span());
        session.tell(heard, Told.ANSWERED);
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

    private void ask(String command) throws IOException {
        session.tell(ok(session.command(command, During.OTHER)), Told.ANSWERED);
        learnArrivals();
        judge.complete(session.mailbox(), view());
    }

    private void fetchFlags(RandomGenerator random) throws IOException {
        List<Message> chosen = some(random, 20);
        if (chosen.isEmpty()) {
            ask("NOOP");
            return;
        }
        By by = By.some(random);
        String items = session.kind.hasModSeqs() && random.nextBoolean() ? "(UID FLAGS MODSEQ)" : "(FLAGS UID)";
        session.tell(
                ok(session.command(by.prefix + "FETCH " + set(by, chosen) + " " + items, by.during())), Told.ANSWERED);
    }

    private void fetchBody(RandomGenerator random) throws IOException {
        List<Message> chosen = some(random, 2);
        if (chosen.isEmpty()) {
            ask("NOOP");
            return;
        }
        By by = By.some(random);
        boolean peek = random.nextBoolean();
        String item = peek ? "BODY.PEEK[]" : "BODY[]";
        Heard heard = ok(session.command(by.prefix + "FETCH " + set(by, chosen) + " (UID " + item + ")", by.during()));
        if (!peek) {
            Map<Long, Integer> results = new HashMap<>();
            heard.flags().stream()
                    .filter(ModelSession.Flags::withOctets)
                    .forEach(told -> results.put(told.uid(), told.flags()));
            judge.stored(
                    new ModelJudge.Store(
                            session.mailbox(),
                            uids(chosen),
                            new FlagChange(FlagChange.Mode.ADD, FlagMask.SEEN),
                            OptionalLong.empty(),
                            ModelJudge.Answers.CHANGED,
                            results,
                            Set.of()),
                    heard.span());
        }
        session.tell(heard, Told.ANSWERED);
    }

    /** What has changed since a MODSEQ that it knows (RFC 7162 §3.1.4.1, §3.2.6). */
    private void fetchChanged(RandomGenerator random) throws IOException {
        if (!session.kind.hasModSeqs() || view().exists() == 0) {
            fetchFlags(random);
            return;
        }
        List<Message> chosen = some(random, 40);
        if (chosen.isEmpty()) {
            ask("NOOP");
            return;
        }
        long since = chosen.get(random.nextInt(chosen.size())).modSeq();
        boolean vanished = session.kind.hasQresync() && random.nextBoolean();
        String command = "UID FETCH " + set(By.UID, chosen) + " (FLAGS) (CHANGEDSINCE " + since
                + (vanished ? " VANISHED)" : ")");
        Heard heard = ok(session.command(command, vanished ? During.FETCHING_VANISHED : During.OTHER));
        for (ModelSession.Flags told : heard.flags()) {
            if (uids(chosen).contains(told.uid()) && told.modSeq() <= since) {
                throw new AssertionError(told + " has not changed since " + since);
            }
        }
        session.tell(heard, Told.ANSWERED);
        for (Message message : chosen) {
            int number = view().numberOf(message.uid());
            boolean told = heard.firstFlags().containsKey(message.uid());
            if (number > 0 && !told && message.modSeq() <= since) {
                judge.unchanged(session.mailbox(), message.uid(), FlagMask.of(message.knownFlags()), heard.span());
            }
        }
    }

    private void status(RandomGenerator random) throws IOException {
        String mailbox = MAILBOXES.get(random.nextInt(MAILBOXES.size()));
        String items = "MESSAGES UIDNEXT UIDVALIDITY UNSEEN DELETED SIZE"
                + (session.kind.hasModSeqs() ? " HIGHESTMODSEQ" : "");
        Heard heard = ok(session.command("STATUS " + mailbox + " (" + items + ")", During.OTHER));
        for (MailboxData data : heard.data()) {
            if (data instanceof MailboxData.Status status) {
                judge.status(mailbox, status.items(), heard.span());
            }
        }
        session.tell(heard, Told.ANSWERED);
    }

    private void select(RandomGenerator random) throws IOException {
        String mailbox = MAILBOXES.get(random.nextInt(4) == 0 ? 1 : 0);
        KnownMailbox.Memory memory = session.known(mailbox).memory();
        boolean quick = session.kind.hasQresync() && memory.uidValidity() > 0 && random.nextInt(6) > 0;
        String parameters = quick ? qresync(memory, random) : "";
        boolean closes = session.selected().isPresent();
        session.entering(mailbox, quick ? memory : new KnownMailbox.Memory(0, 0, new TreeMap<>()));
        Heard heard = ok(session.command("SELECT " + mailbox + parameters, During.SELECTING));
        boolean told = heard.data().contains(new MailboxData.Said("OK", "CLOSED"));
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
        Heard heard = ok(session.command("CLOSE", During.OTHER));
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
