package org.packetboat.pop3.adapter;

import com.google.protobuf.ByteString;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.BodyKey;
import org.packetboat.blob.BodyReader;
import org.packetboat.blob.BodyRequest;
import org.packetboat.blob.BodySequence;
import org.packetboat.blob.NoSuchObjectException;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.mailbox.CommitMaildropRequest;
import org.packetboat.contracts.mailbox.FetchBatch;
import org.packetboat.contracts.mailbox.FetchRequest;
import org.packetboat.contracts.mailbox.MessageRow;
import org.packetboat.contracts.mailbox.MetadataField;
import org.packetboat.contracts.mailbox.ReleaseMaildropRequest;
import org.packetboat.contracts.mailbox.RenewMaildropRequest;
import org.packetboat.contracts.mailbox.UidSet;
import org.packetboat.mail.failure.MailFailure;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mailbox.client.BatchReader;
import org.packetboat.mailbox.client.MaildropClient;
import org.packetboat.mailbox.client.MessagesClient;
import org.packetboat.pop3.port.LockedMaildrop;
import org.packetboat.pop3.port.MessageBody;

/** A maildrop under the service's lock; its bodies come through blob-store, read ahead once two neighbours were asked for in order. */
final class GrpcMaildrop implements LockedMaildrop {
    private static final System.Logger LOG = System.getLogger(GrpcMaildrop.class.getName());

    private static final int RELOCATED = 1_000;

    private final Lock lock;
    private final MaildropListing listing;
    private final MessagesClient messages;
    private final BodyReader bodies;
    private @Nullable BodySequence ahead;
    /** The message that a reader going through all would ask for now. */
    private int expected;

    /** Where bodies are that were not found where the listing says, and their neighbours. */
    private final Map<BodyKey, BlobRef> relocated = new HashMap<>();

    private boolean committing;

    /** Whose lock it is, and where it lives. */
    record Lock(long account, ByteString token, MaildropClient client) {}

    GrpcMaildrop(Lock lock, MaildropListing listing, MessagesClient messages, BodyReader bodies) {
        this.lock = lock;
        this.listing = listing;
        this.messages = messages;
        this.bodies = bodies;
        listing.complete();
    }

    @Override
    public int messages() {
        return listing.messages();
    }

    @Override
    public long uidValidity() {
        return listing.uidValidity();
    }

    @Override
    public long uid(int index) {
        return listing.uid(index);
    }

    @Override
    public long octets(int index) {
        return listing.octets(index);
    }

    @Override
    public Duration lease() {
        return listing.lease();
    }

    @Override
    public MessageBody body(int index) throws InterruptedException {
        boolean inOrder = index == expected;
        expected = index + 1;
        try {
            if (!inOrder) {
                close();
                return new StoredBody(bodies.body(listing.request(lock.account(), index), this::whereNow));
            }
            BodySequence sequence = ahead;
            if (sequence == null) {
                sequence = bodies.open(() -> from(index), this::whereNow);
                ahead = sequence;
            }
            return new StoredBody(sequence.next());
        } catch (NoSuchObjectException | BlobStoreUnavailableException e) {
            throw StoredBody.translate(e);
        }
    }

    private Iterator<BodyRequest> from(int first) {
        return new Iterator<>() {
            private int next = first;

            @Override
            public boolean hasNext() {
                return next < listing.messages();
            }

            @Override
            public BodyRequest next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return listing.request(lock.account(), next++);
            }
        };
    }

    /** Asks for the messages that follow as well: what has moved one body has usually moved its neighbours. */
    private Optional<BlobRef> whereNow(BodyKey key) throws InterruptedException {
        BlobRef known = relocated.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        int index = listing.indexOf(key);
        if (index < 0) {
            return Optional.empty();
        }
        int last = Math.min(listing.messages(), index + RELOCATED) - 1;
        FetchRequest request = FetchRequest.newBuilder()
                .setAccountId(lock.account())
                .setMailboxId(listing.mailboxId())
                .setUids(UidSet.newBuilder().addBounds(listing.uid(index)).addBounds(listing.uid(last)))
                .addFields(MetadataField.BLOB)
                .build();
        relocated.clear();
        try (BatchReader<FetchBatch> batches = messages.fetch(request)) {
            while (batches.hasNext() && relocated.size() < RELOCATED) {
                for (MessageRow row : batches.next().getRowsList()) {
                    if (row.hasBlob()) {
                        relocated.put(BodyKey.of(lock.account(), row.getBodyId()), row.getBlob());
                    }
                }
            }
        }
        return Optional.ofNullable(relocated.get(key));
    }

    @Override
    public void renew() throws InterruptedException {
        lock.client()
                .renew(RenewMaildropRequest.newBuilder()
                        .setAccountId(lock.account())
                        .setToken(lock.token())
                        .build());
    }

    /**
     * Runs on a thread of its own: a QUIT that has begun completes even if the client is gone meanwhile. When it fails nobody else frees the lock, and
     * the user's next login would have to wait for the end of the lease.
     */
    @Override
    public void commit(BitSet deleted) throws InterruptedException {
        CommitMaildropRequest request = CommitMaildropRequest.newBuilder()
                .setAccountId(lock.account())
                .setToken(lock.token())
                .setDeleted(uids(deleted))
                .build();
        committing = true;
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                lock.client().commit(request);
                done.complete(Boolean.TRUE);
            } catch (InterruptedException | RuntimeException e) {
                done.completeExceptionally(e);
                releaseAfterFailure();
            }
        });
        try {
            done.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new UnavailableException("commit of a maildrop was interrupted", e);
        }
    }

    /** Whether the commit happened may be unknown; if it did, the lock is not ours any more and this changes nothing. */
    private void releaseAfterFailure() {
        try {
            free();
        } catch (MailFailure e) {
            LOG.log(Level.DEBUG, "maildrop lock not released", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void release() throws InterruptedException {
        if (!committing) {
            free();
        }
    }

    private void free() throws InterruptedException {
        lock.client()
                .release(ReleaseMaildropRequest.newBuilder()
                        .setAccountId(lock.account())
                        .setToken(lock.token())
                        .build());
    }

    @Override
    public void close() {
        BodySequence sequence = ahead;
        if (sequence != null) {
            ahead = null;
            sequence.close();
        }
    }

    /** Neighbouring indexes have ascending UIDs, but other messages may lie between: ranges only where the UIDs are adjacent. */
    private UidSet uids(BitSet deleted) {
        UidSet.Builder set = UidSet.newBuilder();
        long first = -1;
        long last = -1;
        for (int i = deleted.nextSetBit(0); i >= 0; i = deleted.nextSetBit(i + 1)) {
            long uid = listing.uid(i);
            if (first >= 0 && uid == last + 1) {
                last = uid;
                continue;
            }
            if (first >= 0) {
                set.addBounds(first).addBounds(last);
            }
            first = uid;
            last = uid;
        }
        if (first >= 0) {
            set.addBounds(first).addBounds(last);
        }
        return set.build();
    }
}
