package org.packetboat.imap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.imap.codec.SystemFlag;
import org.packetboat.imap.port.Claim;
import org.packetboat.imap.port.MailboxKey;
import org.packetboat.imap.port.OpenedMailbox;
import org.packetboat.testkit.conformance.Covers;
import org.packetboat.testkit.seed.Seed;
import org.packetboat.testkit.transcript.Transcript;

/**
 * Clients on one mailbox that know nothing but what their connections say. However arrivals, changes, expunges and commands interleave: who
 * polls with NOOP or sits in IDLE is told of everything, and who comes back with QRESYNC misses nothing.
 */
@Timeout(120)
class SynchronisationModelTest {
    private static final int STEPS = 1_500;
    private static final Transcript LOGGED_IN =
            Transcript.parse("model", "state: authenticated   messages: a b c d e\n");

    private final Vertx vertx = Vertx.vertx();
    private final List<Client> clients = new ArrayList<>();
    private ImapStage stage;

    @BeforeEach
    void start() throws Exception {
        stage = new ImapStage(vertx, LOGGED_IN);
    }

    @AfterEach
    void stop() throws Exception {
        for (Client client : clients) {
            client.raw.close();
        }
        stage.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private TreeMap<Long, TreeSet<String>> truth() {
        OpenedMailbox opened = stage.mailboxes().open(1, "INBOX", Claim.LEAVE);
        MailboxKey key = new MailboxKey(1, opened.status().mailboxId());
        TreeMap<Long, TreeSet<String>> truth = new TreeMap<>();
        stage.mailboxes().fetch(key, opened.uids(), List.of()).forEach(row -> {
            TreeSet<String> flags = new TreeSet<>();
            for (SystemFlag flag : SystemFlag.values()) {
                if ((row.flags().system() & flag.bit()) != 0) {
                    flags.add(flag.atom());
                }
            }
            truth.put(row.uid(), flags);
        });
        return truth;
    }

    private record Message(long uid, TreeSet<String> flags) {}

    /** What one client knows, by sequence number. */
    private final class Client {
        private final boolean quick;
        private final List<Message> messages = new ArrayList<>();
        private RawClient raw;
        private long uidValidity;
        private long modSeq;
        private long highestSeen;
        private int exists;

        Client(boolean quick) throws IOException {
            this.quick = quick;
            raw = new RawClient(stage);
            enter("");
        }

        private void enter(String parameters) throws IOException {
            if (quick) {
                raw.command("ENABLE QRESYNC");
            }
            hear(raw.command("SELECT INBOX" + parameters));
            fetchNew();
        }

        /** Cuts the connection, whatever was not told yet, and comes back. */
        void comeBack() throws IOException {
            raw.close();
            raw = new RawClient(stage);
            TreeMap<Long, TreeSet<String>> cache = new TreeMap<>();
            messages.forEach(message -> cache.put(message.uid(), message.flags()));
            messages.clear();
            exists = 0;
            if (!quick) {
                enter("");
                return;
            }
            raw.command("ENABLE QRESYNC");
            List<String> lines = raw.command("SELECT INBOX (QRESYNC (" + uidValidity + " " + modSeq + "))");
            for (String line : lines) {
                if (line.startsWith("* VANISHED (EARLIER) ")) {
                    cache.keySet().removeAll(uids(line.substring(21)));
                }
            }
            long known = cache.isEmpty() ? 0 : cache.lastKey();
            cache.forEach((uid, flags) -> messages.add(new Message(uid, flags)));
            hear(lines.stream().filter(line -> !line.contains("(EARLIER)")).toList());
            assertThat(messages.stream().map(Message::uid).filter(uid -> uid <= known))
                    .containsExactlyElementsOf(cache.keySet());
            fetchNew();
        }

        void command(String command) throws IOException {
            hear(raw.command(command));
            fetchNew();
        }

        void idle() throws IOException {
            raw.send("t IDLE");
            List<String> lines = new ArrayList<>();
            String line = raw.readLine();
            while (!line.startsWith("+ ")) {
                lines.add(line);
                line = raw.readLine();
            }
            raw.send("DONE");
            lines.addAll(raw.completion());
            hear(lines);
            fetchNew();
        }

        private void fetchNew() throws IOException {
            while (exists > messages.size()) {
                int first = messages.size() + 1;
                hear(raw.command("FETCH " + first + ":" + exists + " (UID FLAGS)"));
            }
        }

        private void hear(List<String> lines) {
            for (String line : lines) {
                if (line.startsWith("* ")) {
                    untagged(line.substring(2));
                }
                code(line);
            }
            assertThat(lines.getLast()).startsWith("OK");
            if (!lines.getLast().contains("[HIGHESTMODSEQ")
                    && lines.stream().noneMatch(l -> l.contains("[HIGHESTMODSEQ"))) {
                modSeq = Math.max(modSeq, highestSeen);
            }
            highestSeen = 0;
        }

        private void code(String line) {
            int at = line.indexOf("[HIGHESTMODSEQ ");
            if (at >= 0) {
                modSeq = Long.parseLong(line.substring(at + 15, line.indexOf(']', at)));
            }
            at = line.indexOf("[UIDVALIDITY ");
            if (at >= 0) {
                uidValidity = Long.parseLong(line.substring(at + 13, line.indexOf(']', at)));
            }
        }

        private void untagged(String text) {
            String[] words = text.split(" ", 3);
            if (words[0].equals("VANISHED")) {
                assertThat(quick).isTrue();
                List<Long> gone = uids(words[1]);
                int before = messages.size();
                messages.removeIf(message -> gone.contains(message.uid()));
                exists -= gone.size();
                assertThat(messages.size()).isEqualTo(before - gone.size());
            } else if (words.length > 1 && words[1].equals("EXPUNGE")) {
                assertThat(quick).isFalse();
                messages.remove(Integer.parseInt(words[0]) - 1);
                exists--;
            } else if (words.length > 1 && words[1].equals("EXISTS")) {
                int now = Integer.parseInt(words[0]);
                assertThat(exists == 0 || now > exists)
                        .as("superfluous " + text)
                        .isTrue();
                exists = now;
            } else if (words.length > 1 && words[1].equals("FETCH")) {
                fetched(Integer.parseInt(words[0]), words[2]);
            }
        }

        private void fetched(int sequence, String items) {
            int modSeqAt = items.indexOf("MODSEQ (");
            if (modSeqAt >= 0) {
                long told = Long.parseLong(items.substring(modSeqAt + 8, items.indexOf(')', modSeqAt)));
                highestSeen = Math.max(highestSeen, told);
            }
            int flagsAt = items.indexOf("FLAGS (");
            if (flagsAt < 0) {
                return;
            }
            String list = items.substring(flagsAt + 7, items.indexOf(')', flagsAt));
            TreeSet<String> flags = new TreeSet<>(Arrays.asList(list.split(" ")));
            flags.remove("\\Recent");
            flags.remove("");
            int uidAt = items.indexOf("UID ");
            if (sequence > messages.size()) {
                if (uidAt >= 0 && sequence == messages.size() + 1) {
                    messages.add(new Message(uid(items, uidAt), flags));
                }
                return;
            }
            Message known = messages.get(sequence - 1);
            if (uidAt >= 0) {
                assertThat(uid(items, uidAt)).isEqualTo(known.uid());
            }
            messages.set(sequence - 1, new Message(known.uid(), flags));
        }

        private static long uid(String items, int at) {
            int end = at + 4;
            while (end < items.length() && Character.isDigit(items.charAt(end))) {
                end++;
            }
            return Long.parseLong(items.substring(at + 4, end));
        }

        void check() throws IOException {
            command("NOOP");
            TreeMap<Long, TreeSet<String>> mine = new TreeMap<>();
            messages.forEach(message -> mine.put(message.uid(), message.flags()));
            assertThat(mine).isEqualTo(truth());
            assertThat(messages).hasSize(exists).hasSize(mine.size());
        }

        String some(RandomGenerator random) {
            int first = random.nextInt(messages.size()) + 1;
            return first + ":" + Math.min(messages.size(), first + random.nextInt(3));
        }
    }

    private static List<Long> uids(String set) {
        List<Long> uids = new ArrayList<>();
        for (String range : set.split(",")) {
            int colon = range.indexOf(':');
            long first = Long.parseLong(colon < 0 ? range : range.substring(0, colon));
            long last = colon < 0 ? first : Long.parseLong(range.substring(colon + 1));
            for (long uid = first; uid <= last; uid++) {
                uids.add(uid);
            }
        }
        return uids;
    }

    @Test
    @Covers({
        "RFC 3501 §2.3.1.2",
        "RFC 3501 §5.2",
        "RFC 3501 §7",
        "RFC 9051 §2.3.1.2",
        "RFC 9051 §5.2",
        "RFC 9051 §7",
        "RFC 7162 §3.2"
    })
    void everyoneIsToldOfEverything() throws Exception {
        RandomGenerator random = Seed.random("SynchronisationModelTest");
        for (int i = 0; i < 4; i++) {
            clients.add(new Client(i % 2 == 0));
        }
        for (int step = 0; step < STEPS; step++) {
            step(clients.get(random.nextInt(clients.size())), random);
        }
        for (Client client : clients) {
            client.check();
        }
    }

    private void step(Client client, RandomGenerator random) throws Exception {
        switch (random.nextInt(12)) {
            case 0 -> stage.append("INBOX", "Subject: new\r\n\r\n");
            case 1 -> client.command("APPEND INBOX {4+}\r\na: b");
            case 2 -> client.idle();
            case 3 -> client.check();
            case 4 -> client.comeBack();
            case 5 -> client.command("EXPUNGE");
            case 6 -> client.command("UID SEARCH ALL");
            default -> {
                if (client.messages.isEmpty()) {
                    return;
                }
                String flag = SystemFlag.values()[random.nextInt(5)].atom();
                String sign = random.nextBoolean() ? "+" : "-";
                String uid = random.nextInt(4) == 0 ? "COPY " + client.some(random) + " INBOX" : "";
                client.command(
                        uid.isEmpty() ? "STORE " + client.some(random) + " " + sign + "FLAGS (" + flag + ")" : uid);
            }
        }
    }

    /** The log of expunges does not reach back to what a client knows: it is told all that is not there (RFC 7162 §5.3). */
    @Test
    @Covers("RFC 7162 §3.2.6")
    void comesBackAfterALongTime() throws Exception {
        Client client = new Client(true);
        clients.add(client);
        try (RawClient other = new RawClient(stage)) {
            other.command("SELECT INBOX");
            other.command("STORE 2,4 +FLAGS (\\Deleted)");
            other.command("EXPUNGE");
            stage.mailboxes().forgetExpunges(1, "INBOX");
            other.command("STORE 1 +FLAGS (\\Deleted)");
            other.command("EXPUNGE");
        }
        RawClient again = new RawClient(stage);
        client.raw.close();
        client.raw = again;
        again.command("ENABLE QRESYNC");
        assertThat(again.command("SELECT INBOX (QRESYNC (" + client.uidValidity + " " + client.modSeq + " 1:4))"))
                .contains("* VANISHED (EARLIER) 1:2,4");
        assertThat(again.command("UID FETCH 1:* FLAGS (CHANGEDSINCE " + client.modSeq + " VANISHED)"))
                .contains("* VANISHED (EARLIER) 1:2,4")
                .doesNotContain("* VANISHED (EARLIER) 1:2,4:5");
    }
}
