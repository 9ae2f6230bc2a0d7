package org.packetboat.imap.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.body.BodyMetadata;
import org.packetboat.contracts.body.StoredBody;
import org.packetboat.imap.codec.Flags;
import org.packetboat.imap.codec.Response;
import org.packetboat.imap.codec.StoreMode;
import org.packetboat.imap.port.ChangedUids;
import org.packetboat.imap.port.Claim;
import org.packetboat.imap.port.ExpungedUids;
import org.packetboat.imap.port.InMemoryMailboxes;
import org.packetboat.imap.port.MailboxKey;
import org.packetboat.imap.port.MessageRow;
import org.packetboat.imap.port.NewMessage;
import org.packetboat.imap.port.OpenedMailbox;
import org.packetboat.imap.port.StoredFlags;
import org.packetboat.testkit.seed.Seed;

/**
 * Several sessions on one mailbox do random things; each client knows only what its responses said. Whatever the order of questions, of
 * shared and late answers, a client that asks knows the truth afterwards; and so does one that comes back with the MODSEQ up to which it was told
 * everything (RFC 7162 §6), also when expunges were withheld from it.
 */
class MailboxViewModelTest {
    private static final int ROUNDS = 60;
    private static final int STEPS = 250;
    private static final NewMessage MESSAGE = new NewMessage(
            StoredBody.newBuilder()
                    .setBlob(BlobRef.getDefaultInstance())
                    .setMetadata(BodyMetadata.getDefaultInstance())
                    .build(),
            Flags.NONE,
            0);

    private final InMemoryMailboxes mailboxes = new InMemoryMailboxes();
    private final List<Client> clients = new ArrayList<>();
    private final List<Delta> late = new ArrayList<>();
    private MailboxKey key = new MailboxKey(1, 2);

    /** What a client knows: flags by sequence number, and the view on the server's side. */
    private final class Client {
        private MailboxView view;
        private final List<Flags> messages = new ArrayList<>();

        Client() {
            OpenedMailbox opened = mailboxes.open(1, "INBOX", Claim.LEAVE);
            view = new MailboxView(
                    opened.uids(), UidRanges.EMPTY, opened.status().point());
            for (MessageRow row : mailboxes.fetch(key, opened.uids(), List.of())) {
                messages.add(row.flags());
            }
        }

        void hear(List<Response> responses) {
            for (Response response : responses) {
                switch (response) {
                    case Response.Expunged e ->
                        e.runs()
                                .forEach(run -> messages.subList((int) run.sequenceNumber() - 1, (int)
                                                (run.sequenceNumber() - 1 + run.messages()))
                                        .clear());
                    case Response.Exists e -> {
                        assertThat(e.messages()).isGreaterThan(messages.size());
                        // a client fetches the flags of what is new to it
                        while (messages.size() < e.messages()) {
                            messages.add(fetched(messages.size() + 1));
                        }
                    }
                    case Response.FlagUpdate u -> messages.set((int) u.sequenceNumber() - 1, u.flags());
                    default -> throw new AssertionError(response);
                }
            }
        }

        private Flags fetched(int sequence) {
            long uid = view.told().uidAt(sequence);
            List<MessageRow> rows = mailboxes.fetch(key, UidRanges.of(uid, uid), List.of());
            return rows.getFirst().flags();
        }

        void ask(ExpungeTelling telling) {
            hear(view.update(mailboxes.changes(key, view.known(), Claim.LEAVE), telling));
        }

        void offer(Delta delta) {
            if (view.accepts(delta)) {
                hear(view.update(delta, ExpungeTelling.TOLD));
            }
        }

        void store(RandomGenerator random) {
            if (messages.isEmpty()) {
                return;
            }
            int first = random.nextInt(messages.size()) + 1;
            UidRanges uids = view.told().slice(first, Math.min(messages.size(), first + random.nextInt(3)));
            Flags flags = new Flags(1 << random.nextInt(5), List.of());
            StoreMode mode = StoreMode.values()[random.nextInt(3)];
            StoredFlags stored = mailboxes.store(key, uids, mode, flags, OptionalLong.empty());
            boolean silent = random.nextBoolean();
            for (StoredFlags.State state : stored.states()) {
                int at = view.sequenceOf(state.uid()) - 1;
                if (!silent || view.isNews(state.previousModSeq())) {
                    messages.set(at, state.flags());
                } else {
                    messages.set(at, changed(messages.get(at), mode, flags));
                }
            }
            view.stored(stored.modSeqBefore(), stored.changedModSeq());
        }

        private static Flags changed(Flags before, StoreMode mode, Flags flags) {
            return switch (mode) {
                case REPLACE -> flags;
                case ADD -> new Flags(before.system() | flags.system(), List.of());
                case REMOVE -> new Flags(before.system() & ~flags.system(), List.of());
            };
        }

        void expunge() {
            ExpungedUids done = mailboxes.expunge(key, Optional.empty());
            view.expunged(done.uids(), done.modSeqBefore(), done.modSeq());
            hear(view.tellExpunges());
        }

        /** As SELECT with QRESYNC does it. */
        void comeBack() {
            TreeMap<Long, Flags> cache = new TreeMap<>();
            for (int sequence = 1; sequence <= messages.size(); sequence++) {
                cache.put(view.told().uidAt(sequence), messages.get(sequence - 1));
            }
            long settled = view.settled();
            OpenedMailbox opened = mailboxes.open(1, "INBOX", Claim.LEAVE);
            ChangedUids since = mailboxes.changedSince(key, settled, 1, Long.MAX_VALUE);
            cache.keySet().removeIf(uid -> since.expunged().contains(uid));
            mailboxes.fetch(key, since.changed(), List.of()).forEach(row -> cache.put(row.uid(), row.flags()));
            assertThat(cache).isEqualTo(truth());
            view = new MailboxView(
                    opened.uids(), UidRanges.EMPTY, opened.status().point());
            messages.clear();
            messages.addAll(cache.values());
        }

        void check() {
            ask(ExpungeTelling.TOLD);
            assertThat(view.told())
                    .isEqualTo(mailboxes.open(1, "INBOX", Claim.LEAVE).uids());
            assertThat(messages).containsExactlyElementsOf(truth().values());
            assertThat(view.settled()).isEqualTo(view.known().modSeq());
        }
    }

    private TreeMap<Long, Flags> truth() {
        TreeMap<Long, Flags> truth = new TreeMap<>();
        UidRanges all = mailboxes.open(1, "INBOX", Claim.LEAVE).uids();
        mailboxes.fetch(key, all, List.of()).forEach(row -> truth.put(row.uid(), row.flags()));
        return truth;
    }

    private Delta sharedQuestion(RandomGenerator random) {
        long modSeq = Long.MAX_VALUE;
        long uidNext = Long.MAX_VALUE;
        for (Client client : clients) {
            if (random.nextBoolean() || modSeq == Long.MAX_VALUE) {
                modSeq = Math.min(modSeq, client.view.known().modSeq());
                uidNext = Math.min(uidNext, client.view.known().uidNext());
            }
        }
        return mailboxes.changes(key, new Delta.Point(modSeq, uidNext), Claim.LEAVE);
    }

    @Test
    void clientsThatAskKnowTheTruth() {
        mailboxes.addAccount("alice@mail.test");
        key = new MailboxKey(1, mailboxes.status(1, "INBOX", java.util.Set.of()).mailboxId());
        for (int round = 0; round < ROUNDS; round++) {
            RandomGenerator random = Seed.random("MailboxViewModelTest", round);
            clients.clear();
            late.clear();
            for (int i = 0; i < 3; i++) {
                clients.add(new Client());
            }
            for (int step = 0; step < STEPS; step++) {
                step(random);
            }
            clients.forEach(Client::check);
        }
    }

    private void step(RandomGenerator random) {
        Client client = clients.get(random.nextInt(clients.size()));
        switch (random.nextInt(13)) {
            case 0, 1 -> mailboxes.append(1, "INBOX", List.of(MESSAGE));
            case 2, 3, 4, 5 -> client.store(random);
            case 6 -> client.expunge();
            case 7 -> client.ask(ExpungeTelling.WITHHELD);
            case 8 -> client.check();
            case 11 -> client.comeBack();
            case 9 -> late.add(sharedQuestion(random));
            case 10 -> {
                Delta delta = sharedQuestion(random);
                clients.forEach(each -> each.offer(delta));
            }
            default -> {
                if (!late.isEmpty()) {
                    client.offer(late.get(random.nextInt(late.size())));
                }
            }
        }
    }
}
