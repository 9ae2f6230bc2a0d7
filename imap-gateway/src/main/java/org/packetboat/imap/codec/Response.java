package org.packetboat.imap.codec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What the server says apart from a command's completion and from FETCH data (RFC 3501 §7); octets are {@link ResponseWriter}'s business. */
public sealed interface Response {
    /** One that is one line, whatever the client has enabled. */
    sealed interface OneLine extends Response {}

    /** RFC 3501 §7.3.1. */
    record Exists(long messages) implements OneLine {}

    /** RFC 3501 §7.3.2. */
    record Recent(long messages) implements OneLine {}

    /**
     * Messages are gone: EXPUNGE (RFC 3501 §7.4.1), or VANISHED for a client that wants it (RFC 7162 §3.2.10.2).
     *
     * @param runs one after the other: the numbers of a run are those after the runs before it
     * @param uids of the same messages, ascending
     */
    record Expunged(List<Run> runs, NumberSet uids) implements Response {
        /** Copies the list. */
        public Expunged {
            runs = List.copyOf(runs);
        }
    }

    /** So many messages one behind the other, of which each has this number when its turn comes. */
    record Run(long sequenceNumber, long messages) {}

    /** RFC 7162 §3.2.10.1: gone before the mailbox was selected, so that no sequence number changes; ascending. */
    record VanishedEarlier(NumberSet uids) implements Response {}

    /** RFC 3501 §7.2.6: the system flags and these keywords. */
    record FlagsDefined(List<String> keywords) implements OneLine {}

    /**
     * RFC 3501 §7.2.2 and §7.2.3.
     *
     * @param verb which command it answers
     * @param extended what only clients are told that know of it (RFC 5258 §3)
     */
    record Listed(ListVerb verb, List<String> attributes, String name, Optional<ListExtension> extended)
            implements OneLine {
        /** Without extended data. */
        public Listed(ListVerb verb, List<String> attributes, String name) {
            this(verb, attributes, name, Optional.empty());
        }
    }

    /** Extended data of a LIST response. */
    sealed interface ListExtension {
        /** RFC 5258 §3.5: there are inferiors which these options select. */
        record ChildMailboxes(List<ListOptions.Selection> selections) implements ListExtension {}

        /** RFC 9051 §6.3.9.7: what the client, or everybody, has called the mailbox. */
        record OldName(String name) implements ListExtension {}
    }

    /** LIST or LSUB. */
    enum ListVerb {
        /** LIST. */
        LIST,
        /** LSUB. */
        LSUB
    }

    /**
     * RFC 3501 §7.2.5: numbers as SEARCH asked for them, ascending.
     *
     * @param modSeq the highest of these messages, if it was asked about (RFC 7162 §3.1.5)
     */
    record Found(NumberRanges numbers, OptionalLong modSeq) implements OneLine {}

    /**
     * RFC 4731 §3.1, RFC 9051 §7.3.4: those of the items that were asked for and that there are.
     *
     * @param tag of the SEARCH that this answers
     * @param numbering what the numbers are
     * @param modSeq the highest of the messages told, if it was asked about (RFC 4731 §3.2)
     */
    record ExtendedSearch(
            String tag,
            Numbering numbering,
            OptionalLong min,
            OptionalLong max,
            OptionalLong count,
            Optional<NumberRanges> all,
            OptionalLong modSeq)
            implements OneLine {}

    /** RFC 9208 §4.2.1. */
    record Quota(String root, List<QuotaResource> resources) implements OneLine {}

    /** RFC 9208 §4.2.2. */
    record QuotaRoots(MailboxName mailbox, List<String> roots) implements OneLine {}

    /** RFC 3501 §7.2.4; of MAILBOXID the number that it is made of. */
    record StatusItems(MailboxName mailbox, Map<StatusItem, Long> items) implements OneLine {}

    /** RFC 3501 §7.2.1. */
    record CapabilityNames(List<String> names) implements OneLine {}

    /** RFC 5161 §3.2: what an ENABLE has enabled. */
    record EnabledNow(Set<Extension> extensions) implements OneLine {}

    /** RFC 2342: one personal namespace without a prefix. */
    record Namespaces() implements OneLine {}

    /** RFC 2971: field and value in turn. */
    record IdFields(Map<String, String> fields) implements OneLine {}

    /** Untagged status (RFC 3501 §7.1). */
    record Untagged(Status status, Optional<ResponseCode> code, String text) implements OneLine {}

    /** RFC 3501 §7.1.5. */
    record Bye(Optional<ResponseCode> code, String text) implements OneLine {}

    /**
     * Changed flags of one message, as a FETCH response (RFC 3501 §7.4.2). UID and MODSEQ are told to those who want them.
     *
     * @param numbering UID when the answer to a command by UID, which always tells it
     */
    record FlagUpdate(long sequenceNumber, long uid, Numbering numbering, Flags flags, Recency recency, long modSeq)
            implements Response {}

    /** A message whose flags the client knows has this MODSEQ now (RFC 7162 §3.1.3). */
    record ModSeqUpdate(long sequenceNumber, long uid, long modSeq) implements Response {}
}
