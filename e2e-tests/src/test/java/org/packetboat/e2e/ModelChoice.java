package org.packetboat.e2e;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.packetboat.testkit.imap.KnownMailbox;
import org.packetboat.testkit.imap.KnownMailbox.During;
import org.packetboat.testkit.imap.KnownMailbox.Message;

/** Which messages a {@link ModelClient} does something to, among those of which it knows all. */
final class ModelChoice {
    /** From so many messages on a mailbox is emptied rather than filled. */
    private static final int FULL = 40;

    private final ModelSession session;

    ModelChoice(ModelSession session) {
        this.session = session;
    }

    /** How a command names messages. */
    enum By {
        UID("UID "),
        NUMBER("");

        private final String prefix;

        By(String prefix) {
            this.prefix = prefix;
        }

        static By some(RandomGenerator random) {
            return random.nextBoolean() ? UID : NUMBER;
        }

        /** What stands in front of the verb. */
        String prefix() {
            return prefix;
        }

        /** For FETCH, STORE and SEARCH. */
        During during() {
            return this == UID ? During.OTHER : During.NUMBERED;
        }
    }

    private KnownMailbox view() {
        return session.view();
    }

    boolean isEmpty() {
        return view().messages().stream().noneMatch(session::knows);
    }

    boolean isFull() {
        return view().exists() >= FULL;
    }

    /** Some neighbours, unless it {@link #isEmpty}. */
    List<Message> some(RandomGenerator random, int most) {
        List<Message> all = view().messages();
        int first = random.nextInt(all.size());
        while (!session.knows(all.get(first))) {
            first = (first + 1) % all.size();
        }
        int count = 1 + random.nextInt(most);
        List<Message> chosen = new ArrayList<>();
        for (int i = first; i < all.size() && i < first + count && session.knows(all.get(i)); i++) {
            chosen.add(all.get(i));
        }
        return chosen;
    }

    /** The set that names neighbours. */
    String set(By by, List<Message> messages) {
        long first = messages.getFirst().uid();
        long last = messages.getLast().uid();
        if (by == By.NUMBER) {
            first = view().numberOf(first);
            last = view().numberOf(last);
        }
        return first == last ? Long.toString(first) : first + ":" + last;
    }

    static Set<Long> uids(List<Message> messages) {
        Set<Long> uids = new LinkedHashSet<>();
        messages.forEach(message -> uids.add(message.uid()));
        return uids;
    }

    /** The UIDs of all messages that the client knows to be there. */
    Set<Long> knownUids() {
        Set<Long> uids = uids(view().messages());
        uids.remove(0L);
        return uids;
    }
}
