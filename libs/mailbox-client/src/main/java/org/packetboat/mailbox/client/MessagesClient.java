package org.packetboat.mailbox.client;

import java.time.Duration;
import org.packetboat.contracts.mailbox.AppendRequest;
import org.packetboat.contracts.mailbox.AppendResponse;
import org.packetboat.contracts.mailbox.ChangedSinceBatch;
import org.packetboat.contracts.mailbox.ChangedSinceRequest;
import org.packetboat.contracts.mailbox.ChangesBatch;
import org.packetboat.contracts.mailbox.ChangesRequest;
import org.packetboat.contracts.mailbox.CopyRequest;
import org.packetboat.contracts.mailbox.CopyResponse;
import org.packetboat.contracts.mailbox.DeliverRequest;
import org.packetboat.contracts.mailbox.DeliverResponse;
import org.packetboat.contracts.mailbox.ExpungeRequest;
import org.packetboat.contracts.mailbox.ExpungeResponse;
import org.packetboat.contracts.mailbox.FetchBatch;
import org.packetboat.contracts.mailbox.FetchRequest;
import org.packetboat.contracts.mailbox.ForgoRequest;
import org.packetboat.contracts.mailbox.ForgoResponse;
import org.packetboat.contracts.mailbox.HighestModSeqRequest;
import org.packetboat.contracts.mailbox.HighestModSeqResponse;
import org.packetboat.contracts.mailbox.MessagesGrpc;
import org.packetboat.contracts.mailbox.MoveRequest;
import org.packetboat.contracts.mailbox.MoveResponse;
import org.packetboat.contracts.mailbox.SearchBatch;
import org.packetboat.contracts.mailbox.SearchRequest;
import org.packetboat.contracts.mailbox.StoreRequest;
import org.packetboat.contracts.mailbox.StoreResponse;

/** Messages, their flags, and what changed. Thread-safe; see {@link MailboxChannel} for how calls end. */
public final class MessagesClient {
    private final Caller caller;

    MessagesClient(Caller caller) {
        this.caller = caller;
    }

    /** The same with another deadline for each call. */
    public MessagesClient withDeadline(Duration deadline) {
        return new MessagesClient(caller.withDeadline(deadline));
    }

    /** Delivery of accepted mail; a repeat is recognised by the delivery ids. */
    public DeliverResponse deliver(DeliverRequest request) throws InterruptedException {
        return caller.unary(MessagesGrpc.getDeliverMethod(), request);
    }

    /** Gives a delivery up where it has not come through. */
    public ForgoResponse forgo(ForgoRequest request) throws InterruptedException {
        return caller.unary(MessagesGrpc.getForgoMethod(), request);
    }

    /** All messages or none. */
    public AppendResponse append(AppendRequest request) throws InterruptedException {
        AppendRequest identified = request.getOperationId().isEmpty()
                ? request.toBuilder().setOperationId(caller.newOperationId()).build()
                : request;
        return caller.unary(MessagesGrpc.getAppendMethod(), identified);
    }

    /** Rows by ascending UID. */
    public BatchReader<FetchBatch> fetch(FetchRequest request) throws InterruptedException {
        return caller.stream(MessagesGrpc.getFetchMethod(), request);
    }

    /** Changes flags of at most 1,000 messages. */
    public StoreResponse store(StoreRequest request) throws InterruptedException {
        StoreRequest identified = request.getOperationId().isEmpty()
                ? request.toBuilder().setOperationId(caller.newOperationId()).build()
                : request;
        return caller.unary(MessagesGrpc.getStoreMethod(), identified);
    }

    /** Copies into another mailbox, all or none. */
    public CopyResponse copy(CopyRequest request) throws InterruptedException {
        CopyRequest identified = request.getOperationId().isEmpty()
                ? request.toBuilder().setOperationId(caller.newOperationId()).build()
                : request;
        return caller.unary(MessagesGrpc.getCopyMethod(), identified);
    }

    /** Moves at most 1,000 messages into another mailbox; those that are gone are left out. */
    public MoveResponse move(MoveRequest request) throws InterruptedException {
        MoveRequest identified = request.getOperationId().isEmpty()
                ? request.toBuilder().setOperationId(caller.newOperationId()).build()
                : request;
        return caller.unary(MessagesGrpc.getMoveMethod(), identified);
    }

    /** Removes what has {@code \Deleted}, at most 1,000 a call. */
    public ExpungeResponse expunge(ExpungeRequest request) throws InterruptedException {
        ExpungeRequest identified = request.getOperationId().isEmpty()
                ? request.toBuilder().setOperationId(caller.newOperationId()).build()
                : request;
        return caller.unary(MessagesGrpc.getExpungeMethod(), identified);
    }

    /** What changed since? One snapshot. */
    public BatchReader<ChangesBatch> changes(ChangesRequest request) throws InterruptedException {
        return caller.stream(MessagesGrpc.getChangesMethod(), request);
    }

    /** Which messages changed or went since a MODSEQ. */
    public BatchReader<ChangedSinceBatch> changedSince(ChangedSinceRequest request) throws InterruptedException {
        return caller.stream(MessagesGrpc.getChangedSinceMethod(), request);
    }

    /** The highest MODSEQ among messages. */
    public HighestModSeqResponse highestModSeq(HighestModSeqRequest request) throws InterruptedException {
        return caller.unary(MessagesGrpc.getHighestModSeqMethod(), request);
    }

    /** UIDs that fit, ascending. */
    public BatchReader<SearchBatch> search(SearchRequest request) throws InterruptedException {
        return caller.stream(MessagesGrpc.getSearchMethod(), request);
    }
}
