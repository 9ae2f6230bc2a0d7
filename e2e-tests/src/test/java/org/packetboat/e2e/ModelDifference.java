package org.packetboat.e2e;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.packetboat.testkit.imap.KnownMailbox;

/** Where what a client knows of a mailbox is not as it is. */
final class ModelDifference {
    private ModelDifference() {}

    /** What a message is like. */
    record State(int flags, long modSeq) {}

    /** The first difference; what the client does not know yet of a message that it counts is none. */
    static Optional<String> between(KnownMailbox view, SortedMap<Long, State> truth) {
        if (view.exists() != truth.size()) {
            return Optional.of(view.exists() + " messages known, there are " + truth.keySet());
        }
        int number = 0;
        for (Map.Entry<Long, State> entry : truth.entrySet()) {
            KnownMailbox.Message message = view.messages().get(number++);
            State state = entry.getValue();
            boolean same = message.uid() == 0 || message.uid() == entry.getKey();
            same &= message.flags() == null || FlagMask.of(message.knownFlags()) == state.flags();
            same &= message.modSeq() == 0 || message.modSeq() == state.modSeq();
            if (!same) {
                return Optional.of("message " + number + " is known as " + message + ", and is UID " + entry.getKey()
                        + " " + FlagMask.list(state.flags()) + " MODSEQ " + state.modSeq());
            }
        }
        return Optional.empty();
    }
}
