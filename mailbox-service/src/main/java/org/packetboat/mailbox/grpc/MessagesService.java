package org.packetboat.mailbox.grpc;

import io.grpc.stub.StreamObserver;
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
import org.packetboat.mailbox.message.MessageOperations;

/** The service {@code Messages}. */
public final class MessagesService extends MessagesGrpc.MessagesImplBase {
    private final MessageOperations messages;

    public MessagesService(MessageOperations messages) {
        this.messages = messages;
    }

    @Override
    public void deliver(DeliverRequest request, StreamObserver<DeliverResponse> out) {
        Calls.unary("Deliver", out, () -> messages.deliverer().deliver(request));
    }

    @Override
    public void forgo(ForgoRequest request, StreamObserver<ForgoResponse> out) {
        Calls.unary("Forgo", out, () -> messages.deliverer().forgo(request));
    }

    @Override
    public void append(AppendRequest request, StreamObserver<AppendResponse> out) {
        Calls.unary(
                "Append",
                out,
                () -> messages.appender().appendAtOnce(request),
                () -> messages.appender().append(request));
    }

    @Override
    public void fetch(FetchRequest request, StreamObserver<FetchBatch> out) {
        Calls.stream("Fetch", out, sink -> messages.reader().fetch(request, sink::send));
    }

    @Override
    public void store(StoreRequest request, StreamObserver<StoreResponse> out) {
        Calls.unary(
                "Store",
                out,
                () -> messages.flags().storeAtOnce(request),
                () -> messages.flags().store(request));
    }

    @Override
    public void copy(CopyRequest request, StreamObserver<CopyResponse> out) {
        Calls.unary("Copy", out, () -> messages.copier().copy(request));
    }

    @Override
    public void move(MoveRequest request, StreamObserver<MoveResponse> out) {
        Calls.unary("Move", out, () -> messages.mover().move(request));
    }

    @Override
    public void expunge(ExpungeRequest request, StreamObserver<ExpungeResponse> out) {
        Calls.unary("Expunge", out, () -> messages.expunger().expunge(request));
    }

    @Override
    public void changes(ChangesRequest request, StreamObserver<ChangesBatch> out) {
        Calls.stream("Changes", out, sink -> messages.changes().changes(request, sink::send));
    }

    @Override
    public void changedSince(ChangedSinceRequest request, StreamObserver<ChangedSinceBatch> out) {
        Calls.stream("ChangedSince", out, sink -> messages.changes().changedSince(request, sink::send));
    }

    @Override
    public void highestModSeq(HighestModSeqRequest request, StreamObserver<HighestModSeqResponse> out) {
        Calls.unary("HighestModSeq", out, () -> messages.changes().highestModSeq(request));
    }

    @Override
    public void search(SearchRequest request, StreamObserver<SearchBatch> out) {
        Calls.stream("Search", out, sink -> messages.searcher().search(request, sink::send));
    }
}
