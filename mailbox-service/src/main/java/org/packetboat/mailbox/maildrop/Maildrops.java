package org.packetboat.mailbox.maildrop;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.mailbox.CommitMaildropRequest;
import org.packetboat.contracts.mailbox.CommitMaildropResponse;
import org.packetboat.contracts.mailbox.MaildropEntry;
import org.packetboat.contracts.mailbox.OpenMaildropBatch;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mailbox.publish.ChangeHints;
import org.packetboat.mailbox.store.Database;
import org.packetboat.mailbox.store.ExpungeStatement;
import org.packetboat.mailbox.store.ExpungeStatement.Choice;
import org.packetboat.mailbox.store.ExpungeStatement.Expunged;
import org.packetboat.mailbox.store.MaildropTable;
import org.packetboat.mailbox.store.MaildropTable.Inbox;
import org.packetboat.mailbox.store.MaildropTable.Item;
import org.packetboat.mailbox.store.OperationTable;
import org.packetboat.mailbox.store.UidRanges;

/**
 * One POP3 session at a time has an account's maildrop (RFC 1939 §3). The lock is a lease by the database's clock: it ends by itself when its session
 * dies, and a session whose lease ran out keeps the lock until another one takes it. IMAP sessions are not kept away: what they expunge meanwhile
 * is simply gone. Thread-safe.
 */
public final class Maildrops {
    private static final int BATCH = 2_000;

    private final Database database;
    private final OperationTable operations;
    private final ChangeHints hints;
    private final Duration lease;

    public Maildrops(Database database, OperationTable operations, ChangeHints hints, Duration lease) {
        this.database = database;
        this.operations = operations;
        this.hints = hints;
        this.lease = lease;
    }

    /** Takes the batches of a listing. */
    @FunctionalInterface
    public interface Sink {
        void send(OpenMaildropBatch batch) throws InterruptedException;
    }

    /**
     * Takes the lock and lists what is in INBOX at that time, by ascending UID; the first batch says which mailbox it is. What is expunged while the
     * listing is under way may be missing, as if it had been expunged before.
     */
    public void open(long accountId, ByteString token, Sink sink) throws InterruptedException {
        UUID holder = OperationTable.id(token);
        if (!MaildropTable.take(database, accountId, holder, lease.toMillis())) {
            throw new RefusedException(Refusal.MAILDROP_IN_USE);
        }
        Inbox inbox = MaildropTable.inbox(database, accountId);
        if (inbox == null) {
            MaildropTable.free(database, accountId, holder);
            throw new RefusedException(Refusal.NO_SUCH_ACCOUNT);
        }
        OpenMaildropBatch.Builder batch = OpenMaildropBatch.newBuilder()
                .setUidValidity(inbox.uidValidity())
                .setMailboxId(inbox.mailboxId())
                .setLeaseMillis(lease.toMillis());
        long after = 0;
        List<Item> items = inbox.messages() == 0 ? List.of() : page(accountId, inbox, after);
        while (true) {
            items.forEach(item -> batch.addEntries(entry(item)));
            sink.send(batch.build());
            if (items.size() < BATCH) {
                return;
            }
            batch.clear();
            after = items.getLast().uid();
            items = page(accountId, inbox, after);
        }
    }

    private List<Item> page(long accountId, Inbox inbox, long after) throws InterruptedException {
        return MaildropTable.messages(database, accountId, inbox, after, BATCH);
    }

    private static MaildropEntry entry(Item item) {
        ByteBuffer bodyId = ByteBuffer.allocate(16)
                .putLong(item.bodyId().getMostSignificantBits())
                .putLong(item.bodyId().getLeastSignificantBits());
        return MaildropEntry.newBuilder()
                .setUid(item.uid())
                .setSize(item.size())
                .setBodyId(ByteString.copyFrom(bodyId.flip()))
                .setBlob(BlobRef.newBuilder()
                        .setObjectKey(item.objectKey())
                        .setOffset(item.blobOffset())
                        .setLength(item.blobLength())
                        .setCodecValue(item.codec()))
                .build();
    }

    /** Extends the lease. */
    public void renew(long accountId, ByteString token) throws InterruptedException {
        if (!MaildropTable.renew(database, accountId, OperationTable.id(token), lease.toMillis())) {
            throw new RefusedException(Refusal.MAILDROP_LOST);
        }
    }

    /** Expunges and frees the lock in one transaction, or does neither because the lock was lost. */
    public CommitMaildropResponse commit(CommitMaildropRequest request) throws InterruptedException {
        long accountId = request.getAccountId();
        UUID holder = OperationTable.id(request.getToken());
        UidRanges deleted = UidRanges.of(request.getDeleted());
        if (deleted.isEmpty()) {
            return commitNothing(accountId, holder);
        }
        // INBOX is never another mailbox, so that it may be looked up before.
        Inbox inbox = MaildropTable.inbox(database, accountId);
        if (inbox == null) {
            throw new RefusedException(Refusal.NO_SUCH_ACCOUNT);
        }
        Expunged[] expunged = new Expunged[1];
        CommitMaildropResponse response =
                operations.once(accountId, request.getOperationId(), CommitMaildropResponse::parseFrom, transaction -> {
                    if (!MaildropTable.hold(transaction, accountId, holder)) {
                        throw new RefusedException(Refusal.MAILDROP_LOST);
                    }
                    expunged[0] = ExpungeStatement.run(
                            transaction,
                            accountId,
                            inbox.mailboxId(),
                            new Choice.Among(deleted),
                            Math.toIntExact(deleted.count()));
                    MaildropTable.free(transaction, accountId, holder);
                    return CommitMaildropResponse.getDefaultInstance();
                });
        if (expunged[0] != null && !expunged[0].uids().isEmpty()) {
            hints.mailboxChanged(accountId, inbox.mailboxId(), expunged[0].modSeq(), expunged[0].uidNext());
        }
        return response;
    }

    /** Nothing can be lost or doubled here, so the lock is freed without further ado. */
    private CommitMaildropResponse commitNothing(long accountId, UUID holder) throws InterruptedException {
        MaildropTable.free(database, accountId, holder);
        return CommitMaildropResponse.getDefaultInstance();
    }

    /** Frees the lock, if the token holds it. */
    public void release(long accountId, ByteString token) throws InterruptedException {
        MaildropTable.free(database, accountId, OperationTable.id(token));
    }
}
