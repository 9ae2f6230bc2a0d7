package org.packetboat.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.packetboat.e2e.ModelChoice.By;
import org.packetboat.e2e.ModelJudge.Told;
import org.packetboat.e2e.ModelJudge.WhenGone;
import org.packetboat.e2e.ModelSession.Heard;
import org.packetboat.testkit.imap.KnownMailbox.During;
import org.packetboat.testkit.imap.KnownMailbox.Message;
import org.packetboat.testkit.imap.MailboxResponse;

/** The commands of a {@link ModelClient} that change mailboxes. */
final class ModelChanges {
    private final ModelSession session;
    private final ModelJudge judge;
    private final ModelChoice choice;
    private final ModelLetters letters;

    ModelChanges(ModelSession session, ModelJudge judge, ModelLetters letters) {
        this.session = session;
        this.judge = judge;
        this.choice = new ModelChoice(session);
        this.letters = letters;
    }

    void append(RandomGenerator random) throws IOException {
        String mailbox = random.nextInt(4) == 0 ? ModelClient.other(session.mailbox()) : session.mailbox();
        int count = choice.isFull() ? 1 : random.nextInt(5) == 0 ? 2 : 1;
        List<ModelJudge.Letter> sent = new ArrayList<>();
        StringBuilder shown = new StringBuilder("APPEND " + mailbox);
        ByteArrayOutputStream command = new ByteArrayOutputStream();
        command.writeBytes(ImapWire.ascii(shown.toString()));
        for (int i = 0; i < count; i++) {
            ModelJudge.Letter letter = new ModelJudge.Letter(letters.next(), FlagMask.some(random, 0.1));
            sent.add(letter);
            byte[] octets = Attempts.message(letter.id());
            String flags = " " + FlagMask.list(letter.flags()) + " {" + octets.length + "+}";
            shown.append(flags).append(' ').append(letter.id());
            command.writeBytes(ImapWire.ascii(flags + "\r\n"));
            command.writeBytes(octets);
        }
        Heard heard = ModelSession.ok(session.command(shown.toString(), command.toByteArray()));
        judge.appended(mailbox, sent, appendUid(heard), heard.span());
        session.tell(heard, Told.ANSWERED);
    }

    private static ModelJudge.Uids appendUid(Heard heard) {
        String code = heard.code("APPENDUID").orElseThrow(() -> new AssertionError("no APPENDUID: " + heard.status()));
        String[] words = code.split(" ");
        return new ModelJudge.Uids(Long.parseLong(words[1]), MailboxResponse.numbers(words[2]));
    }

    void store(RandomGenerator random) throws IOException {
        List<Message> chosen =
                choice.some(random, choice.isFull() ? session.view().exists() / 2 : 4);
        By by = By.some(random);
        FlagChange change = new FlagChange(
                choice.isFull() ? FlagChange.Mode.ADD : FlagChange.Mode.values()[random.nextInt(3)],
                FlagMask.some(random, choice.isFull() ? 0.8 : 0.25));
        boolean silent = random.nextInt(3) == 0;
        OptionalLong since = session.kind.hasModSeqs() && random.nextInt(4) == 0
                ? OptionalLong.of(unchangedSince(random, chosen))
                : OptionalLong.empty();
        String condition = since.isPresent() ? " (UNCHANGEDSINCE " + since.getAsLong() + ")" : "";
        String set = choice.set(by, chosen);
        Heard heard = ModelSession.ok(
                session.command(by.prefix() + "STORE " + set + condition + " " + change.text(silent), by.during()));
        Set<Long> modified = modified(by, heard);
        Map<Long, Integer> results = heard.firstFlags();
        results.keySet().retainAll(ModelChoice.uids(chosen));
        results.keySet().removeAll(modified);
        judge.stored(
                new ModelJudge.Store(
                        session.mailbox(),
                        ModelChoice.uids(chosen),
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
            case 1 -> session.view().modSeq();
            default -> chosen.get(random.nextInt(chosen.size())).modSeq();
        };
    }

    private Set<Long> modified(By by, Heard heard) {
        Set<Long> modified = new TreeSet<>();
        heard.code("MODIFIED").ifPresent(code -> {
            for (long number : MailboxResponse.numbers(code.substring(9))) {
                modified.add(
                        by == By.UID
                                ? number
                                : session.view()
                                        .messages()
                                        .get((int) number - 1)
                                        .uid());
            }
        });
        return modified;
    }

    /** After {@code .SILENT}: what was not told otherwise is as this client has set it, if it can tell that it has. */
    private void conclude(List<Message> chosen, FlagChange change, Set<Long> modified, Heard heard) {
        Map<Long, Integer> told = heard.firstFlags();
        for (Message message : chosen) {
            boolean changed = !session.kind.hasModSeqs() || heard.modSeqs().contains(message.uid());
            boolean there = session.view().numberOf(message.uid()) > 0;
            if (there && changed && !told.containsKey(message.uid()) && !modified.contains(message.uid())) {
                int flags = change.apply(FlagMask.of(message.knownFlags()));
                session.view().assume(message.uid(), FlagMask.set(flags));
            }
        }
    }

    private String target(RandomGenerator random) {
        return random.nextInt(3) == 0 && !choice.isFull() ? session.mailbox() : ModelClient.other(session.mailbox());
    }

    void copy(RandomGenerator random) throws IOException {
        List<Message> chosen = choice.some(random, 3);
        By by = By.some(random);
        String target = target(random);
        Heard heard = session.command(by.prefix() + "COPY " + choice.set(by, chosen) + " " + target, During.OTHER);
        WhenGone whenGone = by == By.UID ? WhenGone.LEAVE_OUT : WhenGone.REFUSE;
        boolean refused = whenGone == WhenGone.REFUSE && heard.code().equals("EXPUNGEISSUED");
        if (!heard.isOk() && !refused) {
            throw new AssertionError(heard.status());
        }
        judge.copied(transfer(chosen, target, heard, whenGone), heard.span());
        session.tell(heard, Told.ANSWERED);
    }

    private ModelJudge.Transfer transfer(List<Message> chosen, String target, Heard heard, WhenGone whenGone) {
        Map<Long, Long> copies = new LinkedHashMap<>();
        Optional<String> code = heard.code("COPYUID");
        long uidValidity = 0;
        if (code.isPresent()) {
            String[] words = code.get().split(" ");
            uidValidity = Long.parseLong(words[1]);
            List<Long> from = MailboxResponse.numbers(words[2]);
            List<Long> to = MailboxResponse.numbers(words[3]);
            if (from.size() != to.size()) {
                throw new AssertionError(code.get());
            }
            for (int i = 0; i < from.size(); i++) {
                copies.put(from.get(i), to.get(i));
            }
        }
        boolean complete = copies.size() == chosen.size();
        return new ModelJudge.Transfer(
                session.mailbox(), ModelChoice.uids(chosen), target, uidValidity, copies, complete, whenGone);
    }

    void move(RandomGenerator random) throws IOException {
        List<Message> chosen = choice.some(random, 3);
        By by = By.some(random);
        String target = target(random);
        Heard heard = ModelSession.ok(
                session.command(by.prefix() + "MOVE " + choice.set(by, chosen) + " " + target, During.OTHER));
        ModelJudge.Transfer transfer = transfer(chosen, target, heard, WhenGone.LEAVE_OUT);
        if (transfer.ok() == heard.code().equals("EXPUNGEISSUED")) {
            throw new AssertionError("moved " + transfer.copies() + ", and said " + heard.status());
        }
        if (!heard.gone().containsAll(transfer.copies().keySet())) {
            throw new AssertionError("moved " + transfer.copies() + ", told to be gone " + heard.gone());
        }
        judge.moved(transfer, heard.span());
        session.tell(heard, Told.ANSWERED);
    }

    void expunge() throws IOException {
        Set<Long> before = choice.knownUids();
        Heard heard = ModelSession.ok(session.command("EXPUNGE", During.OTHER));
        judge.swept(new ModelJudge.Sweep(session.mailbox(), Optional.empty(), before, heard.gone()), heard.span());
        session.tell(heard, Told.ANSWERED);
    }

    void uidExpunge(RandomGenerator random) throws IOException {
        List<Message> chosen = choice.some(random, 12);
        Set<Long> before = choice.knownUids();
        Heard heard = ModelSession.ok(session.command("UID EXPUNGE " + choice.set(By.UID, chosen), During.OTHER));
        judge.swept(
                new ModelJudge.Sweep(session.mailbox(), Optional.of(ModelChoice.uids(chosen)), before, heard.gone()),
                heard.span());
        session.tell(heard, Told.ANSWERED);
    }
}
