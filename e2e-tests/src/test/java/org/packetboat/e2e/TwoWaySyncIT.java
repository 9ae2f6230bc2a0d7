package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.e2e.MailSide.Deletion;

/**
 * Clients that keep a tree of maildirs and an account the same. In each round both sides are changed at random, the client runs once, and then both have
 * to be what a model says: mailboxes, messages, their octets and flags.
 */
@Timeout(7200)
class TwoWaySyncIT {
    private static final Stack STACK = Stack.shared();
    private static final int MESSAGES = TestSize.pick(200, 5_000);
    private static final int ROUNDS = TestSize.pick(3, 20);
    /** On each side in each round. */
    private static final int CHANGES = TestSize.pick(15, 150);

    private static final Duration LIMIT = Duration.ofMinutes(15);
    /** Beside those that an account begins with: some below others, and names that are easily got wrong. */
    private static final List<String> MAILBOXES =
            List.of("Work", "Work/2026", "Work/2026/Q1", "Gr&APwA3w-e", "with space", "Lists", "Lists/a.b", "R&-D");

    @TempDir
    private Path folder = Path.of("");

    private String user = "";

    @BeforeAll
    static void installClients() {
        ForeignClientsIT.installClients();
    }

    @BeforeEach
    void account() throws IOException {
        user = "sync-" + UUID.randomUUID() + "@mail.test";
        STACK.admin().addAccount(user, "secret");
        Files.createDirectory(folder.resolve("mail"));
    }

    @Test
    void mbsync() throws Exception {
        Path config = Files.writeString(folder.resolve("mbsyncrc"), """
                IMAPAccount packetboat
                Host 127.0.0.1
                Port %d
                User %s
                Pass secret
                SSLType None
                AuthMechs LOGIN

                IMAPStore remote
                Account packetboat

                MaildirStore local
                Path %s/mail/
                Inbox %s/mail/INBOX
                SubFolders Verbatim

                Channel all
                Far :remote:
                Near :local:
                Patterns *
                Create Both
                Expunge Both
                CopyArrivalDate yes
                SyncState *
                """.formatted(STACK.imap(), user, folder, folder));
        synchronise("mbsync", List.of("mbsync", "-c", config.toString(), "-a"), Deletion.REMOVE_OR_MARK, _ -> true);
    }

    /** It ends multiparts that do not end, in what it downloads: it has none of these. */
    @Test
    void offlineimap() throws Exception {
        Path config =
                Files.writeString(folder.resolve("offlineimaprc"), """
                [general]
                accounts = packetboat
                metadata = %s/metadata
                ui = basic

                [Account packetboat]
                localrepository = local
                remoterepository = remote

                [Repository local]
                type = Maildir
                localfolders = %s/mail
                sep = /

                [Repository remote]
                type = IMAP
                remotehost = 127.0.0.1
                remoteport = %d
                remoteuser = %s
                remotepass = secret
                ssl = no
                starttls = no
                auth_mechanisms = PLAIN
                maxconnections = 2
                """.formatted(folder, folder, STACK.imap(), user));
        synchronise(
                "offlineimap",
                List.of("offlineimap", "-o", "-c", config.toString()),
                Deletion.REMOVE,
                TwoWaySyncIT::endsItsMultiparts);
    }

    private static boolean endsItsMultiparts(byte[] message) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        return text.split("; boundary=", -1).length == text.split("--\r\n", -1).length;
    }

    /** @param kept which messages the client is known to leave as they are */
    private void synchronise(String client, List<String> command, Deletion deletion, Predicate<byte[]> kept)
            throws IOException {
        long seed = TestSize.seed("TwoWaySyncIT " + client);
        Random random = new Random(seed);
        Corpus corpus = new Corpus(seed);
        Iterator<byte[]> messages = IntStream.iterate(0, number -> number + 1)
                .mapToObj(corpus::generated)
                .filter(kept)
                .iterator();
        MaildirSide maildirs = new MaildirSide(folder.resolve("mail"), deletion);
        try (ServerSide server = new ServerSide(STACK.imap(), user, "secret", deletion)) {
            MailTree expected = server.read();
            RandomChanges changes = new RandomChanges(random, expected, messages::next);
            for (String mailbox : MAILBOXES) {
                server.create(mailbox);
                expected.create(mailbox);
            }
            changes.fill(server, MESSAGES);
            run(client, "first", command);
            compare(expected, server.read(), maildirs.read(), "first");
            for (int round = 1; round <= ROUNDS; round++) {
                List<String> both = List.copyOf(expected.mailboxes());
                List<RandomChanges.Place> places = changes.places();
                Map<RandomChanges.Kind, Integer> local = changes.make(maildirs, both, CHANGES, places);
                Map<RandomChanges.Kind, Integer> remote =
                        changes.make(server, both, CHANGES, places.subList(CHANGES, places.size()));
                run(client, "round " + round + ", maildirs " + local + ", server " + remote, command);
                compare(expected, server.read(), maildirs.read(), "round " + round);
            }
        }
    }

    private static void run(String client, String what, List<String> command) {
        long start = System.nanoTime();
        String output = Programs.run(LIMIT, command).expectSuccess().output();
        assertThat(output).doesNotContain("ERROR");
        System.err.printf("TwoWaySyncIT %s: %s: %d ms%n", client, what, (System.nanoTime() - start) / 1_000_000);
    }

    private static void compare(MailTree expected, MailTree remote, MailTree local, String when) {
        System.err.printf(
                "TwoWaySyncIT: %s: %d messages in %d mailboxes expected, %d in %d on the server, %d in %d as maildirs%n",
                when,
                expected.size(),
                expected.mailboxes().size(),
                remote.size(),
                remote.mailboxes().size(),
                local.size(),
                local.mailboxes().size());
        assertThat(expected.differences(remote))
                .as("%s: expected, and on the server", when)
                .isEmpty();
        assertThat(expected.differences(local))
                .as("%s: expected, and as maildirs", when)
                .isEmpty();
    }
}
