package org.packetboat.imap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
import org.packetboat.testkit.imap.KnownMailbox;
import org.packetboat.testkit.imap.KnownMailbox.During;
import org.packetboat.testkit.imap.MailboxResponse;
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

    private TreeMap<Long, Set<String>> truth() {
        OpenedMailbox opened = stage.mailboxes().open(1, "INBOX", Claim.LEAVE);
        MailboxKey key = new MailboxKey(1, opened.status().mailboxId());
        TreeMap<Long, Set<String>> truth = new TreeMap<>();
        stage.mailboxes().fetch(key, opened.uids(), List.of()).forEach(row -> {
            Set<String> flags = new TreeSet<>();
            for (SystemFlag flag : SystemFlag.values()) {
                if ((row.flags().system() & flag.bit()) != 0) {
                    flags.add(flag.atom());
                }
            }
            truth.put(row.uid(), flags);
        });
        return truth;
    }

    /** What one client knows, by sequence number. */
    private final class Client {
        private final boolean quick;
        private final KnownMailbox known;
        private RawClient raw;

        Client(boolean quick) throws IOException {
            this.quick = quick;
            known = new KnownMailbox(quick ? KnownMailbox.Expunges.BY_UID : KnownMailbox.Expunges.BY_NUMBER);
            raw = new RawClient(stage);
            known.select();
            enter("");
        }

        private void enter(String parameters) throws IOException {
            if (quick) {
                raw.command("ENABLE QRESYNC");
            }
            hear(raw.command("SELECT INBOX" + parameters), During.SELECTING);
            known.selected();
            fetchNew();
        }

        /** Cuts the connection, whatever was not told yet, and comes back. */
        void comeBack() throws IOException {
            raw.close();
            raw = new RawClient(stage);
            KnownMailbox.Memory memory = known.memory();
            if (!quick) {
                known.select();
                enter("");
                return;
            }
            known.select(memory);
            enter(" (QRESYNC (" + memory.uidValidity() + " " + memory.modSeq() + "))");
        }

        void command(String command, During during) throws IOException {
            hear(raw.command(command), during);
            fetchNew();
        }

        /**
         * Copies by number, which another's expunge may have overtaken: refused as RFC 5530 §3 names it, and only then. Nobody else acts
         * meanwhile, so the truth from before the command says which.
         */
        void copy(int first, int last) throws IOException {
            boolean overtaken = !truth().keySet()
                    .containsAll(known.messages().subList(first - 1, last).stream()
                            .map(KnownMailbox.Message::uid)
                            .toList());
            List<String> lines = raw.command("COPY " + first + ":" + last + " INBOX");
            learn(lines, During.OTHER);
            assertThat(lines.getLast()).startsWith(overtaken ? "NO [EXPUNGEISSUED]" : "OK [COPYUID ");
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
            hear(lines, During.OTHER);
            fetchNew();
        }

        private void fetchNew() throws IOException {
            while (known.messages().stream().anyMatch(message -> !message.isKnown())) {
                int first = 1;
                while (known.messages().get(first - 1).isKnown()) {
                    first++;
                }
                hear(raw.command("FETCH " + first + ":" + known.exists() + " (UID FLAGS)"), During.NUMBERED);
            }
        }

        private void hear(List<String> lines, During during) {
            learn(lines, during);
            assertThat(lines.getLast()).startsWith("OK");
        }

        private void learn(List<String> lines, During during) {
            for (String line : lines) {
                if (line.startsWith("* ")) {
                    known.hear(MailboxResponse.parse(line), during);
                }
            }
            known.completed(lines.getLast());
        }

        void check() throws IOException {
            command("NOOP", During.OTHER);
            TreeMap<Long, Set<String>> mine = new TreeMap<>();
            known.messages().forEach(message -> mine.put(message.uid(), message.knownFlags()));
            assertThat(mine).isEqualTo(truth()).hasSize(known.exists());
        }
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
            case 1 -> client.command("APPEND INBOX {4+}\r\na: b", During.OTHER);
            case 2 -> client.idle();
            case 3 -> client.check();
            case 4 -> client.comeBack();
            case 5 -> client.command("EXPUNGE", During.OTHER);
            case 6 -> client.command("UID SEARCH ALL", During.OTHER);
            default -> {
                if (client.known.exists() == 0) {
                    return;
                }
                String flag = SystemFlag.values()[random.nextInt(5)].atom();
                String sign = random.nextBoolean() ? "+" : "-";
                int first = random.nextInt(client.known.exists()) + 1;
                int last = Math.min(client.known.exists(), first + random.nextInt(3));
                if (random.nextInt(4) == 0) {
                    client.copy(first, last);
                } else {
                    client.command(
                            "STORE " + first + ":" + last + " " + sign + "FLAGS (" + flag + ")", During.NUMBERED);
                }
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
        assertThat(again.command("SELECT INBOX (QRESYNC (" + client.known.uidValidity() + " " + client.known.modSeq()
                        + " 1:4))"))
                .contains("* VANISHED (EARLIER) 1:2,4");
        assertThat(again.command("UID FETCH 1:* FLAGS (CHANGEDSINCE " + client.known.modSeq() + " VANISHED)"))
                .contains("* VANISHED (EARLIER) 1:2,4")
                .doesNotContain("* VANISHED (EARLIER) 1:2,4:5");
    }
}
