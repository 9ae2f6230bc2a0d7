package org.packetboat.imap.codec;

import java.util.List;

/** What may stand in brackets at the start of a status response (RFC 3501 §7.1, RFC 4315, RFC 5530). */
public sealed interface ResponseCode {
    /** Codes without arguments. */
    enum Word implements ResponseCode {
        /** RFC 3501 §7.1: shown to the user. */
        ALERT,
        /** RFC 3501 §7.1. */
        PARSE,
        /** RFC 3501 §7.1: selected for reading alone. */
        READ_ONLY,
        /** RFC 3501 §7.1: selected for reading and writing. */
        READ_WRITE,
        /** RFC 3501 §7.1: it might work after a CREATE. */
        TRYCREATE,
        /** RFC 4315: no UIDs that last. */
        UIDNOTSTICKY,
        /** RFC 5530: something that is needed does not answer. */
        UNAVAILABLE,
        /** RFC 5530: name or password do not fit. */
        AUTHENTICATIONFAILED,
        /** RFC 5530: may not act for that one. */
        AUTHORIZATIONFAILED,
        /** RFC 5530: credentials are too old. */
        EXPIRED,
        /** RFC 5530: not without encryption. */
        PRIVACYREQUIRED,
        /** RFC 5530: not allowed. */
        NOPERM,
        /** RFC 5530: some of the messages were expunged meanwhile. */
        EXPUNGEISSUED,
        /** RFC 5182 §2.5: found, but not kept. */
        NOTSAVED,
        /** RFC 5530: somebody should talk to the administrator. */
        CONTACTADMIN,
        /** RFC 5530: somebody else has it. */
        INUSE,
        /** RFC 5530: what is stored cannot be read. */
        CORRUPTION,
        /** RFC 5530: our fault. */
        SERVERBUG,
        /** RFC 5530: the client's fault. */
        CLIENTBUG,
        /** RFC 5530: can never be done. */
        CANNOT,
        /** RFC 5530: a limit of ours. */
        LIMIT,
        /** RFC 5530: the quota. */
        OVERQUOTA,
        /** RFC 5530: exists already. */
        ALREADYEXISTS,
        /** RFC 5530: does not exist. */
        NONEXISTENT,
        /** RFC 6154 §5.3: not with that special use. */
        USEATTR,
        /** RFC 5530: has inferiors. */
        HASCHILDREN,
        /** RFC 7162 §3.2.11: what was selected is no longer; what follows is about another mailbox. */
        CLOSED,
        /** RFC 7888 §4, RFC 4469: the literal is too large. */
        TOOBIG,
        /** RFC 3516 §4.3: a transfer encoding that cannot be undone. */
        UNKNOWN_CTE,
        /** RFC 4978 §3: what is sent is compressed already. */
        COMPRESSIONACTIVE;

        /** As it is written. */
        public String word() {
            return name().replace('_', '-');
        }
    }

    /** RFC 3501 §7.1: charsets that SEARCH knows. */
    record BadCharset(List<String> charsets) implements ResponseCode {}

    /** RFC 3501 §7.1: in the greeting and after a login. */
    record Capabilities(List<String> names) implements ResponseCode {}

    /** RFC 3501 §7.1: flags that can be changed; none in a mailbox that is only read. */
    record PermanentFlags(List<String> flags) implements ResponseCode {}

    /** RFC 3501 §7.1. */
    record UidNext(long uid) implements ResponseCode {}

    /** RFC 3501 §7.1. */
    record UidValidity(long uidValidity) implements ResponseCode {}

    /** RFC 3501 §7.1: sequence number of the first unseen message. */
    record Unseen(long sequenceNumber) implements ResponseCode {}

    /** RFC 8474 §4.1, §4.2. */
    record MailboxId(long mailboxId) implements ResponseCode {}

    /** RFC 7162 §3.1.2.1: up to which MODSEQ the client has heard everything. */
    record HighestModSeq(long modSeq) implements ResponseCode {}

    /** RFC 7162 §3.1.3: left as they are, because they have changed; numbers as in the command. */
    record Modified(NumberSet messages) implements ResponseCode {}

    /** RFC 4315 §3. */
    record AppendUid(long uidValidity, NumberSet uids) implements ResponseCode {}

    /** RFC 4315 §3: both sets in the same order. */
    record CopyUid(long uidValidity, NumberSet source, NumberSet target) implements ResponseCode {}
}
