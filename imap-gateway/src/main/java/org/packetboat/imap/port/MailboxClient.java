package org.packetboat.imap.port;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.packetboat.imap.codec.Flags;
import org.packetboat.imap.codec.SearchKey;
import org.packetboat.imap.codec.StatusItem;
import org.packetboat.imap.codec.StoreMode;
import org.packetboat.imap.view.Delta;
import org.packetboat.imap.view.UidRanges;

/**
 * The mailbox service as handlers see it. Every call blocks and ends within a deadline. Refusals are {@code RefusedException}, a service that does not answer is {@code UnavailableException}. Mutating calls
 * happen once however often they are repeated below.
 */
public interface MailboxClient {
    /** Mailboxes and subscriptions. */
    MailboxList list(long accountId, ListQuery query) throws InterruptedException;

    /**
     * Returns the id of the mailbox.
     *
     * @param specialUses attributes as RFC 6154 spells them
     */
    long create(long accountId, String name, List<String> specialUses) throws InterruptedException;

    /** Returns the id that the mailbox had. */
    long delete(long accountId, String name) throws InterruptedException;

    /** Renames a mailbox and its inferiors. */
    void rename(long accountId, String from, String to) throws InterruptedException;

    /** Subscribes to a name. */
    void subscribe(long accountId, String name) throws InterruptedException;

    /** Ends a subscription. */
    void unsubscribe(long accountId, String name) throws InterruptedException;

    /** Exact counters; those that cost more than a look when they are among {@code items}. */
    MailboxStatus status(long accountId, String name, Set<StatusItem> items) throws InterruptedException;

    /** Refused as the append of a message with so many octets would be refused now. A small one right behind another is not asked about. */
    void admit(long accountId, String name, long octets) throws InterruptedException;

    /** What the account uses of which limits. */
    QuotaUsage quota(long accountId) throws InterruptedException;

    /** SELECT and EXAMINE: counters and UIDs in one snapshot. */
    OpenedMailbox open(long accountId, String name, Claim claim) throws InterruptedException;

    /** All messages or none. */
    AppendedUids append(long accountId, String name, List<NewMessage> messages) throws InterruptedException;

    /** Rows by ascending UID; as many as were asked for are in memory at once. */
    List<MessageRow> fetch(MailboxKey mailbox, UidRanges uids, Collection<MetadataField> fields)
            throws InterruptedException;

    /**
     * At most 1,000 messages.
     *
     * @param unchangedSince messages with a MODSEQ above it are left as they are
     */
    StoredFlags store(MailboxKey mailbox, UidRanges uids, StoreMode mode, Flags flags, OptionalLong unchangedSince)
            throws InterruptedException;

    /** All that are there, or none. */
    CopiedUids copy(MailboxKey mailbox, UidRanges uids, String target, WhenGone whenGone) throws InterruptedException;

    /** At most 1,000 messages; those that are gone are left out. */
    CopiedUids move(MailboxKey mailbox, UidRanges uids, String target) throws InterruptedException;

    /** Appends a message to {@code target} and expunges another one from {@code mailbox}, or neither. */
    AppendedUids replace(MailboxKey mailbox, long uid, String target, NewMessage message) throws InterruptedException;

    /** At most 1,000 messages with {@code \Deleted}; all of them, or those that are among {@code uids}. */
    ExpungedUids expunge(MailboxKey mailbox, Optional<UidRanges> uids) throws InterruptedException;

    /** What changed since a point. */
    Delta changes(MailboxKey mailbox, Delta.Point since, Claim claim) throws InterruptedException;

    /** Which messages with UIDs from {@code firstUid} to {@code lastUid} changed or went since a MODSEQ. */
    ChangedUids changedSince(MailboxKey mailbox, long modSeq, long firstUid, long lastUid) throws InterruptedException;

    /** The highest MODSEQ of these messages, 0 when none is there. */
    long highestModSeq(MailboxKey mailbox, UidRanges uids) throws InterruptedException;

    /**
     * Messages that fit a key that reads no bodies and asks for nothing that the session alone knows, its numbers and what is recent in it.
     *
     * @param now what OLDER and YOUNGER are reckoned by
     * @param among only these
     */
    UidRanges search(MailboxKey mailbox, SearchKey key, Instant now, UidRanges among) throws InterruptedException;

    /**
     * As {@link #search}, where the messages themselves do not matter.
     *
     * @param wanted which figures
     */
    SearchFigures figures(
            MailboxKey mailbox, SearchKey key, Instant now, UidRanges among, Set<SearchFigures.Figure> wanted)
            throws InterruptedException;
}
