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

    /** An alias, with its members. */
    record MailingList(List<String> members) implements Expansion {
        /** Copies the list. */
        public MailingList {
            members = List.copyOf(members);
        }
    }

    /** Several accounts or aliases. */
    record Ambiguous() implements Expansion {}
}
