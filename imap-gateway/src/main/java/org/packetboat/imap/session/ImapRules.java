package org.packetboat.imap.session;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.packetboat.imap.codec.ChangedSince;
import org.packetboat.imap.codec.Enabled;
import org.packetboat.imap.codec.Extension;
import org.packetboat.imap.codec.FetchItem;
import org.packetboat.imap.codec.ImapCommand;
import org.packetboat.imap.codec.MessageSet;
import org.packetboat.imap.codec.Numbering;
import org.packetboat.imap.codec.SelectParameter;
import org.packetboat.imap.codec.StatusItem;
import org.packetboat.imap.view.ExpungeTelling;
import org.packetboat.mail.failure.WrongStateException;

/** One row per command: when it is allowed, and what its end may bring (RFC 3501 §3, §6, §7.4.1). */
public final class ImapRules {
    private ImapRules() {}

    /** States that allow a command. */
    public enum Allowed {
        /** Always. */
        ANY,
        /** Before a login. */
        NOT_AUTHENTICATED,
        /** After a login. */
        LOGGED_IN,
        /** With a mailbox selected. */
        SELECTED
    }

    /** When a selected mailbox is asked for changes at the end of a command. */
    public enum Asking {
        /** Each time: the client wants to know. */
        ALWAYS,
        /** Each time, but the command is done, whatever becomes of the question. */
        IF_POSSIBLE,
        /** When there is reason to believe that something changed. */
        WHEN_BEHIND,
        /** Not at all. */
        NEVER
    }

    /**
     * A row.
     *
     * @param verb for metrics and logs
     * @param uses extensions: CONDSTORE, which the client enables by it (RFC 7162 §3.1), and QRESYNC, which it has to have enabled (§3.2.3)
     */
    public record Rule(String verb, Allowed allowed, Asking asking, ExpungeTelling expunges, Set<Extension> uses) {
        /** Copies the set. */
        public Rule {
            uses = Set.copyOf(uses);
        }

        private static Rule of(String verb, Allowed allowed) {
            return telling(verb, allowed, Asking.NEVER);
        }

        private static Rule telling(String verb, Allowed allowed, Asking asking) {
            return new Rule(verb, allowed, asking, ExpungeTelling.TOLD, Set.of());
        }

        private static Rule ofMessages(String verb, boolean byUid) {
            return ofMessages(verb, byUid, byUid ? ExpungeTelling.TOLD : ExpungeTelling.WITHHELD);
        }

        private static Rule ofMessages(String verb, boolean byUid, ExpungeTelling expunges) {
            return new Rule(byUid ? "uid " + verb : verb, Allowed.SELECTED, Asking.WHEN_BEHIND, expunges, Set.of());
        }

        /** UID SEARCH may name sequence numbers among its keys (RFC 9051 §7.5.1, RFC 7162 §3.2.10.2). */
        private static Rule of(ImapCommand.Search search) {
            boolean byUid = search.numbering() == Numbering.UID;
            boolean told = byUid && !search.key().namesSequenceNumbers();
            return ofMessages("search", byUid, told ? ExpungeTelling.TOLD : ExpungeTelling.WITHHELD)
                    .using(Extension.CONDSTORE, search.key().asksModSeq());
        }

        private static Rule of(String verb, List<SelectParameter> parameters) {
            return of(verb, Allowed.LOGGED_IN)
                    .using(Extension.CONDSTORE, !parameters.isEmpty())
                    .using(
                            Extension.QRESYNC,
                            parameters.stream().anyMatch(SelectParameter.QuickResync.class::isInstance));
        }

        private static Rule of(ImapCommand.Fetch fetch) {
            Optional<ChangedSince> since = fetch.changedSince();
            boolean asksModSeq = fetch.items().contains(FetchItem.Attribute.MODSEQ);
            return ofMessages("fetch", fetch.messages().numbering() == Numbering.UID)
                    .using(Extension.CONDSTORE, asksModSeq || since.isPresent())
                    .using(
                            Extension.QRESYNC,
                            since.isPresent() && since.get().expunged() == ChangedSince.Expunged.TOLD);
        }

        private Rule using(Extension extension, boolean used) {
            if (!used) {
                return this;
            }
            Set<Extension> more = EnumSet.of(extension);
            more.addAll(uses);
            return new Rule(verb, allowed, asking, expunges, more);
        }
    }

    /** The row of a command. */
    public static Rule of(ImapCommand command) {
        return switch (command) {
            case ImapCommand.Capability c -> Rule.of("capability", Allowed.ANY);
            case ImapCommand.Noop c -> Rule.telling("noop", Allowed.ANY, Asking.ALWAYS);
            case ImapCommand.Logout c -> Rule.of("logout", Allowed.ANY);
            case ImapCommand.Id c -> Rule.of("id", Allowed.ANY);
            case ImapCommand.StartTls c -> Rule.of("starttls", Allowed.NOT_AUTHENTICATED);
            case ImapCommand.Login c -> Rule.of("login", Allowed.NOT_AUTHENTICATED);
            case ImapCommand.Authenticate c -> Rule.of("authenticate", Allowed.NOT_AUTHENTICATED);
            case ImapCommand.Select c -> Rule.of("select", c.parameters());
            case ImapCommand.Examine c -> Rule.of("examine", c.parameters());
            case ImapCommand.Create c -> Rule.telling("create", Allowed.LOGGED_IN, Asking.WHEN_BEHIND);
            case ImapCommand.Delete c -> Rule.of("delete", Allowed.LOGGED_IN);
            case ImapCommand.Rename c -> Rule.telling("rename", Allowed.LOGGED_IN, Asking.WHEN_BEHIND);
            case ImapCommand.Subscribe c -> Rule.telling("subscribe", Allowed.LOGGED_IN, Asking.WHEN_BEHIND);
            case ImapCommand.Unsubscribe c -> Rule.telling("unsubscribe", Allowed.LOGGED_IN, Asking.WHEN_BEHIND);
            case ImapCommand.ListMailboxes c -> Rule.telling("list", Allowed.LOGGED_IN, Asking.WHEN_BEHIND);
            case ImapCommand.Lsub c -> Rule.telling("lsub", Allowed.LOGGED_IN, Asking.WHEN_BEHIND);
            case ImapCommand.Status c ->
                Rule.telling("status", Allowed.LOGGED_IN, Asking.WHEN_BEHIND)
                        .using(Extension.CONDSTORE, c.items().contains(StatusItem.HIGHESTMODSEQ));
            // The target may be the selected mailbox, and then what was added is told at once (§6.3.11).
            case ImapCommand.Append c -> Rule.telling("append", Allowed.LOGGED_IN, Asking.IF_POSSIBLE);
            case ImapCommand.Compress c -> Rule.of("compress", Allowed.LOGGED_IN);
            case ImapCommand.Unauthenticate c -> Rule.of("unauthenticate", Allowed.LOGGED_IN);
            case ImapCommand.Enable c -> Rule.of("enable", Allowed.LOGGED_IN);
            case ImapCommand.GetQuota c -> Rule.telling("getquota", Allowed.LOGGED_IN, Asking.WHEN_BEHIND);
            case ImapCommand.GetQuotaRoot c -> Rule.telling("getquotaroot", Allowed.LOGGED_IN, Asking.WHEN_BEHIND);
            case ImapCommand.SetQuota c -> Rule.of("setquota", Allowed.LOGGED_IN);
            case ImapCommand.Namespace c -> Rule.of("namespace", Allowed.LOGGED_IN);
            case ImapCommand.Idle c -> Rule.of("idle", Allowed.LOGGED_IN);
            case ImapCommand.Check c -> Rule.telling("check", Allowed.SELECTED, Asking.ALWAYS);
            case ImapCommand.Close c -> Rule.of("close", Allowed.SELECTED);
            case ImapCommand.Unselect c -> Rule.of("unselect", Allowed.SELECTED);
            case ImapCommand.Expunge c -> Rule.telling("expunge", Allowed.SELECTED, Asking.WHEN_BEHIND);
            case ImapCommand.UidExpunge c -> Rule.telling("uid expunge", Allowed.SELECTED, Asking.WHEN_BEHIND);
            case ImapCommand.Search c -> Rule.of(c);
            case ImapCommand.Fetch c -> Rule.of(c);
            case ImapCommand.Store c ->
                Rule.ofMessages("store", c.messages().numbering() == Numbering.UID)
                        .using(Extension.CONDSTORE, c.unchangedSince().isPresent());
            case ImapCommand.Copy c -> ofChanges("copy", c.messages());
            case ImapCommand.Move c -> ofChanges("move", c.messages());
            case ImapCommand.Replace c -> ofChanges("replace", c.replaced());
        };
    }

    /** What was done may show in the selected mailbox, and is done whether or not that can be asked for. */
    private static Rule ofChanges(String verb, MessageSet messages) {
        String whole = messages.numbering() == Numbering.UID ? "uid " + verb : verb;
        return Rule.telling(whole, Allowed.SELECTED, Asking.IF_POSSIBLE);
    }

    /** Fails when the command needs what the client has not enabled (RFC 7162 §3.2.3). */
    static void checkEnabled(Rule rule, Enabled enabled) {
        if (rule.uses().contains(Extension.QRESYNC) && !enabled.has(Extension.QRESYNC)) {
            throw new WrongStateException("ENABLE QRESYNC first");
        }
    }

    /** Fails when the state does not allow the command. */
    static void check(Rule rule, ImapState state) {
        boolean fits = switch (rule.allowed()) {
            case ANY -> true;
            case NOT_AUTHENTICATED -> state instanceof ImapState.NotAuthenticated;
            case LOGGED_IN -> state instanceof ImapState.LoggedIn;
            case SELECTED -> state instanceof ImapState.Selected;
        };
        if (!fits) {
            throw new WrongStateException(
                    switch (rule.allowed()) {
                        case ANY -> "Not now";
                        case NOT_AUTHENTICATED -> "Already logged in";
                        case LOGGED_IN -> "Log in first";
                        case SELECTED -> "No mailbox is selected";
                    });
        }
    }
}
