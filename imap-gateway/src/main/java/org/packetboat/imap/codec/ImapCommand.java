package org.packetboat.imap.codec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A parsed client command: grammar checked, nothing else (RFC 3501 §6). */
public sealed interface ImapCommand {
    /** RFC 3501 §6.1.1. */
    record Capability() implements ImapCommand {}

    /** RFC 3501 §6.1.2. */
    record Noop() implements ImapCommand {}

    /** RFC 3501 §6.1.3. */
    record Logout() implements ImapCommand {}

    /** RFC 3501 §6.2.3. */
    record Login(String userid, String password) implements ImapCommand {
        /** Without the password. */
        @Override
        public String toString() {
            return "Login[userid=" + userid + "]";
        }
    }

    /**
     * RFC 3501 §6.2.2.
     *
     * @param mechanism in capitals
     * @param initialResponse still in base64, {@code =} for an empty one (RFC 4959)
     */
    record Authenticate(String mechanism, Optional<String> initialResponse) implements ImapCommand {
        /** Without the response. */
        @Override
        public String toString() {
            return "Authenticate[mechanism=" + mechanism + "]";
        }
    }

    /** RFC 3501 §6.2.1. */
    record StartTls() implements ImapCommand {}

    /** RFC 3501 §6.3.1 with the parameters of RFC 7162. */
    record Select(MailboxName mailbox, List<SelectParameter> parameters) implements ImapCommand {
        /** Copies the list. */
        public Select {
            parameters = List.copyOf(parameters);
        }
    }

    /** RFC 3501 §6.3.2 with the parameters of RFC 7162. */
    record Examine(MailboxName mailbox, List<SelectParameter> parameters) implements ImapCommand {
        /** Copies the list. */
        public Examine {
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * RFC 3501 §6.3.3.
     *
     * @param specialUses attributes asked for with {@code USE}, with their backslash (RFC 6154 §3)
     */
    record Create(MailboxName mailbox, List<String> specialUses) implements ImapCommand {
        /** Copies the list. */
        public Create {
            specialUses = List.copyOf(specialUses);
        }
    }

    /** RFC 3501 §6.3.4. */
    record Delete(MailboxName mailbox) implements ImapCommand {}

    /** RFC 3501 §6.3.5. */
    record Rename(MailboxName from, MailboxName to) implements ImapCommand {}

    /** RFC 3501 §6.3.6. */
    record Subscribe(MailboxName mailbox) implements ImapCommand {}

    /** RFC 3501 §6.3.7. */
    record Unsubscribe(MailboxName mailbox) implements ImapCommand {}

    /** RFC 3501 §6.3.8, RFC 5258. */
    record ListMailboxes(ListOptions options, String reference, List<String> patterns) implements ImapCommand {
        /** Copies the list. */
        public ListMailboxes {
            patterns = List.copyOf(patterns);
        }
    }

    /** RFC 3501 §6.3.9. */
    record Lsub(String reference, String pattern) implements ImapCommand {}

    /** RFC 3501 §6.3.10. */
    record Status(MailboxName mailbox, Set<StatusItem> items) implements ImapCommand {}

    /** RFC 3501 §6.3.11 and RFC 3502, up to the octets of the first message. */
    record Append(MailboxName mailbox, AppendMessage first) implements ImapCommand {}

    /**
     * RFC 8508, up to the octets of the message.
     *
     * @param replaced one message
     */
    record Replace(MessageSet replaced, MailboxName mailbox, AppendMessage message) implements ImapCommand {}

    /** RFC 3501 §6.4.1. */
    record Check() implements ImapCommand {}

    /** RFC 3501 §6.4.2. */
    record Close() implements ImapCommand {}

    /** RFC 3691. */
    record Unselect() implements ImapCommand {}

    /** RFC 3501 §6.4.3. */
    record Expunge() implements ImapCommand {}

    /** RFC 4315 §2.1. */
    record UidExpunge(MessageSet messages) implements ImapCommand {}

    /**
     * RFC 3501 §6.4.4.
     *
     * @param results what {@code RETURN} asks for (RFC 4731); empty: there is no {@code RETURN}
     */
    record Search(Numbering numbering, Optional<Set<ResultOption>> results, SearchCharset charset, SearchKey key)
            implements ImapCommand {
        /** Copies the set. */
        public Search {
            results = results.map(Set::copyOf);
        }
    }

    /** RFC 3501 §6.4.5 with the modifiers of RFC 7162. */
    record Fetch(MessageSet messages, List<FetchItem> items, Optional<ChangedSince> changedSince)
            implements ImapCommand {
        /** Copies the list. */
        public Fetch {
            items = List.copyOf(items);
        }
    }

    /**
     * RFC 3501 §6.4.6.
     *
     * @param unchangedSince only messages that have no MODSEQ above this one (RFC 7162 §3.1.3)
     */
    record Store(MessageSet messages, OptionalLong unchangedSince, StoreMode mode, StoreReply reply, Flags flags)
            implements ImapCommand {}

    /** RFC 3501 §6.4.7. */
    record Copy(MessageSet messages, MailboxName mailbox) implements ImapCommand {}

    /** RFC 6851. */
    record Move(MessageSet messages, MailboxName mailbox) implements ImapCommand {}

    /** RFC 4978: DEFLATE is the one algorithm. */
    record Compress() implements ImapCommand {}

    /**
     * RFC 5161 §3.1.
     *
     * @param extensions those that we know of; the others are ignored
     */
    record Enable(Set<Extension> extensions) implements ImapCommand {
        /** Copies the set. */
        public Enable {
            extensions = Set.copyOf(extensions);
        }
    }

    /** RFC 8437. */
    record Unauthenticate() implements ImapCommand {}

    /** RFC 2177. */
    record Idle() implements ImapCommand {}

    /** RFC 2342. */
    record Namespace() implements ImapCommand {}

    /** RFC 2971. */
    record Id(ClientId client) implements ImapCommand {}

    /** RFC 9208 §4.1.1. */
    record GetQuota(String root) implements ImapCommand {}

    /** RFC 9208 §4.1.2. */
    record GetQuotaRoot(MailboxName mailbox) implements ImapCommand {}

    /**
     * RFC 9208 §4.1.3.
     *
     * @param limits by the name of the resource
     */
    record SetQuota(String root, Map<String, Long> limits) implements ImapCommand {
        /** Copies the map. */
        public SetQuota {
            limits = Map.copyOf(limits);
        }
    }
}
