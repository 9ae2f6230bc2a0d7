package org.packetboat.imap.handler;

import java.util.ArrayList;
import java.util.List;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/**
 * Special uses that a mailbox can be created with (RFC 6154 §2, §3). {@code \All} and {@code \Flagged} are not among them: they are for
 * mailboxes that show the messages of others, which there are none of.
 */
final class SpecialUses {
    private static final List<String> KNOWN = List.of("\\Archive", "\\Drafts", "\\Junk", "\\Sent", "\\Trash");

    private SpecialUses() {}

    /** Spelled as they are kept; refused with USEATTR when one is none of them. */
    static List<String> of(List<String> given) {
        List<String> uses = new ArrayList<>(given.size());
        for (String attribute : given) {
            uses.add(KNOWN.stream()
                    .filter(attribute::equalsIgnoreCase)
                    .findFirst()
                    .orElseThrow(() -> new RefusedException(Refusal.SPECIAL_USE_REFUSED)));
        }
        return uses;
    }
}
