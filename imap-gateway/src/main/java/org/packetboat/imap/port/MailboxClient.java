package org.packetboat.imap.port;

import java.util.List;
import java.util.function.LongConsumer;
import org.packetboat.contracts.mailbox.AppendRequest;
import org.packetboat.contracts.mailbox.AppendResponse;
import org.packetboat.contracts.mailbox.CopyRequest;
import org.packetboat.contracts.mailbox.CopyResponse;
import org.packetboat.contracts.mailbox.ExpungeRequest;
import org.packetboat.contracts.mailbox.ExpungeResponse;
import org.packetboat.contracts.mailbox.FetchRequest;
import org.packetboat.contracts.mailbox.MailboxStatus;
import org.packetboat.contracts.mailbox.MessageRow;
import org.packetboat.contracts.mailbox.OpenResponse;
import org.packetboat.contracts.mailbox.SearchRequest;
import org.packetboat.contracts.mailbox.StoreRequest;
import org.packetboat.contracts.mailbox.StoreResponse;
import org.packetboat.imap.view.Delta;

/**
 * The mailbox service as handlers see it; messages are those of the contracts, so that rows pass without being copied. Every call blocks and
 * ends within a deadline. Refusals are {@code RefusedException}, a service that does not answer is {@code UnavailableException}. Mutating calls
 * happen once however often they are repeated below.
 */
public interface MailboxClient {
    /** Whose password this is. */
    Account authenticate(String login, String password, String clientAddress) throws InterruptedException;

    /** All mailboxes and subscriptions. */
    MailboxList list(long accountId) throws InterruptedException;

    /** @param specialUse attribute, empty for none */
    void create(long accountId, String name, String specialUse) throws InterruptedException;

    /** Deletes a mailbox. */
    void delete(long accountId, String name) throws InterruptedException;

    /** Renames a mailbox and its inferiors. */
    void rename(long accountId, String from, String to) throws InterruptedException;

    /** Subscribes to a name. */
    void subscribe(long accountId, String name) throws InterruptedException;

    /** Ends a subscription. */
    void unsubscribe(long accountId, String name) throws InterruptedException;

    /** Exact counters. */
    MailboxStatus status(long accountId, String name) throws InterruptedException;

    /** SELECT and EXAMINE: counters and UIDs in one snapshot. */
    OpenResponse open(long accountId, String name, Claim claim) throws InterruptedException;

    /** All messages or none. */
    AppendResponse append(AppendRequest request) throws InterruptedException;

    /** Rows by ascending UID; as many as were asked for are in memory at once. */
    List<MessageRow> fetch(FetchRequest request) throws InterruptedException;

    /** At most 1,000 messages. */
    StoreResponse store(StoreRequest request) throws InterruptedException;

    /** All or none. */
    CopyResponse copy(CopyRequest request) throws InterruptedException;

    /** At most 1,000 messages, more may be waiting. */
    ExpungeResponse expunge(ExpungeRequest request) throws InterruptedException;

    /** What changed since a point. */
    Delta changes(MailboxKey mailbox, Delta.Point since, Claim claim) throws InterruptedException;

    /** UIDs that fit, ascending. */
    void search(SearchRequest request, LongConsumer uids) throws InterruptedException;
}
