package org.packetboat.smtp.port;

import java.util.List;

/** What VRFY and EXPN find behind a name. */
public sealed interface Expansion {
    /** Nothing. */
    record Unknown() implements Expansion {}

    /**
     * One account, whoever receives its mail.
     *
     * @param address its own, in its canonical form
     */
    record Account(String address, AccountId id) implements Expansion {}

    /** An alias, with what it names. */
    record Alias(List<String> members) implements Expansion {
        /** Copies the list. */
        public Alias {
            members = List.copyOf(members);
        }
    }

    /**
     * A mailing list, with its members.
     *
     * @param more whether it has more of them than are told
     */
    record MailingList(List<String> members, boolean more) implements Expansion {
        /** Copies the list. */
        public MailingList {
            members = List.copyOf(members);
        }
    }

    /** Several accounts or aliases. */
    record Ambiguous() implements Expansion {}
}
