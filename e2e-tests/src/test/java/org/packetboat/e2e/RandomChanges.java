package org.packetboat.e2e;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** Changes one side of a tree at random, and what is expected of both sides with it. */
final class RandomChanges {
    enum Kind {
        ADD,
        DELETE,
        FLAG,
        MOVE
    }

    /** A message that nobody else touches in this round. */
    record Place(String mailbox, String id) {}

    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final List<String> NAMES = List.of("new", "n&APw-", "a new", "n.");

    /** So that not too many octets are on their way together. */
    private static final int AT_ONCE = 100;

    private final Random random;
    private final MailTree expected;
    private final Supplier<byte[]> messages;
    private int ids;
    private int created;

    RandomChanges(Random random, MailTree expected, Supplier<byte[]> messages) {
        this.random = random;
        this.expected = expected;
        this.messages = messages;
    }

    /** All messages that are expected, in random order. */
    List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (String mailbox : expected.mailboxes()) {
            expected.ids(mailbox).forEach(id -> places.add(new Place(mailbox, id)));
        }
        Collections.shuffle(places, random);
        return places;
    }

    /**
     * Makes a new mailbox and a message in it, and so many changes.
     *
     * @param mailboxes those that the side has
     * @param places what may be changed, at least {@code changes} of them
     * @return how many there were of each kind
     */
    Map<Kind, Integer> make(MailSide side, List<String> mailboxes, int changes, List<Place> places) throws IOException {
        String mailbox = any(mailboxes) + "/" + NAMES.get(created % NAMES.size()) + ++created;
        expected.create(mailbox);
        side.create(mailbox);
        add(side, mailbox);
        Map<Kind, Integer> made = new EnumMap<>(Kind.class);
        for (int i = 0; i < changes; i++) {
            Kind kind = any(KINDS);
            Place place = places.get(i);
            switch (kind) {
                case ADD -> add(side, any(mailboxes));
                case DELETE -> {
                    side.delete(place.mailbox(), place.id());
                    expected.remove(place.mailbox(), place.id());
                }
                case FLAG -> {
                    String flags = flags();
                    side.flag(place.mailbox(), place.id(), flags);
                    expected.flag(place.mailbox(), place.id(), flags);
                }
                case MOVE -> {
                    List<String> others = new ArrayList<>(mailboxes);
                    others.remove(place.mailbox());
                    String target = any(others);
                    side.move(place.mailbox(), place.id(), target);
                    expected.add(target, place.id(), expected.remove(place.mailbox(), place.id()));
                }
            }
            made.merge(kind, 1, Integer::sum);
        }
        return made;
    }

    /** Adds so many messages, the same share to each mailbox that the server has, in few commands. */
    void fill(ServerSide server, int count) throws IOException {
        List<String> targets = List.copyOf(expected.mailboxes());
        for (int i = 0; i < targets.size(); i++) {
            String mailbox = targets.get(i);
            int share = count / targets.size() + (i < count % targets.size() ? 1 : 0);
            for (int left = share; left > 0; left -= AT_ONCE) {
                List<ImapWire.Upload> uploads = new ArrayList<>();
                for (int j = 0; j < Math.min(left, AT_ONCE); j++) {
                    uploads.add(expectOne(mailbox).upload());
                }
                server.add(mailbox, uploads);
            }
        }
    }

    private void add(MailSide side, String mailbox) throws IOException {
        Fresh fresh = expectOne(mailbox);
        side.add(mailbox, fresh.id(), fresh.upload().message(), fresh.upload().flags());
    }

    private record Fresh(String id, ImapWire.Upload upload) {}

    /** A message with random flags, which the mailbox is expected to have from now on. */
    private Fresh expectOne(String mailbox) {
        String id = "<" + ++ids + ">";
        byte[] message = Corpus.concat(Corpus.octets(MailTree.ID + id + "\r\n"), messages.get());
        String flags = flags();
        expected.add(
                mailbox, id, new MailTree.Mail(flags, MailTree.parse(message).digest()));
        return new Fresh(id, new ImapWire.Upload(flags, message));
    }

    private String flags() {
        StringBuilder flags = new StringBuilder();
        for (char letter : "DFRS".toCharArray()) {
            if (random.nextInt(3) == 0) {
                flags.append(letter);
            }
        }
        return flags.toString();
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
