package org.packetboat.e2e;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.packetboat.e2e.ModelChoice.By;
import org.packetboat.e2e.ModelJudge.Told;
import org.packetboat.e2e.ModelSession.Heard;
import org.packetboat.testkit.imap.KnownMailbox.During;
import org.packetboat.testkit.imap.KnownMailbox.Message;
import org.packetboat.testkit.imap.MailboxResponse;

/** FETCH and STATUS of a {@link ModelClient}. */
final class ModelReads {
    private final ModelSession session;
    private final ModelJudge judge;
    private final ModelChoice choice;

    ModelReads(ModelSession session, ModelJudge judge) {
        this.session = session;
        this.judge = judge;
        this.choice = new ModelChoice(session);
    }

    void fetchFlags(RandomGenerator random) throws IOException {
        List<Message> chosen = choice.some(random, 20);
        By by = By.some(random);
        String items = session.kind.hasModSeqs() && random.nextBoolean() ? "(UID FLAGS MODSEQ)" : "(FLAGS UID)";
        session.tell(
                ModelSession.ok(
                        session.command(by.prefix() + "FETCH " + choice.set(by, chosen) + " " + items, by.during())),
                Told.ANSWERED);
    }

    void fetchBody(RandomGenerator random) throws IOException {
        List<Message> chosen = choice.some(random, 2);
        By by = By.some(random);
        boolean peek = random.nextBoolean();
        String item = peek ? "BODY.PEEK[]" : "BODY[]";
        Heard heard = ModelSession.ok(
                session.command(by.prefix() + "FETCH " + choice.set(by, chosen) + " (UID " + item + ")", by.during()));
        if (!peek) {
            Map<Long, Integer> results = new HashMap<>();
            heard.flags().stream()
                    .filter(ModelSession.Flags::withOctets)
                    .forEach(told -> results.put(told.uid(), told.flags()));
            judge.stored(
                    new ModelJudge.Store(
                            session.mailbox(),
                            ModelChoice.uids(chosen),
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
    void fetchChanged(RandomGenerator random) throws IOException {
        if (!session.kind.hasModSeqs() || session.view().exists() == 0) {
            fetchFlags(random);
            return;
        }
        List<Message> chosen = choice.some(random, 40);
        long since = chosen.get(random.nextInt(chosen.size())).modSeq();
        boolean vanished = session.kind.hasQresync() && random.nextBoolean();
        // What has changed since this is told along with any answer.
        long toldTo = session.view().modSeq();
        String command = "UID FETCH " + choice.set(By.UID, chosen) + " (FLAGS) (CHANGEDSINCE " + since
                + (vanished ? " VANISHED)" : ")");
        Heard heard = ModelSession.ok(session.command(command, vanished ? During.FETCHING_VANISHED : During.OTHER));
        for (Message message : chosen) {
            boolean again = heard.flags().stream()
                    .anyMatch(told -> told.uid() == message.uid() && told.modSeq() == message.modSeq());
            if (again && message.modSeq() <= Math.min(since, toldTo)) {
                throw new AssertionError(message + " has not changed since " + since);
            }
        }
        session.tell(heard, Told.ANSWERED);
        for (Message message : chosen) {
            int number = session.view().numberOf(message.uid());
            boolean told = heard.firstFlags().containsKey(message.uid());
            if (number > 0 && !told && message.modSeq() <= since) {
                judge.unchanged(session.mailbox(), message.uid(), FlagMask.of(message.knownFlags()), heard.span());
            }
        }
    }

    void status(RandomGenerator random) throws IOException {
        String mailbox = ModelClient.MAILBOXES.get(random.nextInt(ModelClient.MAILBOXES.size()));
        String items = "MESSAGES UIDNEXT UIDVALIDITY UNSEEN DELETED SIZE"
                + (session.kind.hasModSeqs() ? " HIGHESTMODSEQ" : "");
        Heard heard = ModelSession.ok(session.command("STATUS " + mailbox + " (" + items + ")", During.OTHER));
        for (MailboxResponse data : heard.data()) {
            if (data instanceof MailboxResponse.Status status) {
                judge.status(mailbox, status.items(), heard.span());
            }
        }
        session.tell(heard, Told.ANSWERED);
    }
}
