package org.packetboat.mailbox.grpc;

import io.grpc.stub.StreamObserver;
import org.packetboat.contracts.mailbox.AbandonRequest;
import org.packetboat.contracts.mailbox.AbandonResponse;
import org.packetboat.contracts.mailbox.ClaimCompactionRequest;
import org.packetboat.contracts.mailbox.ClaimCompactionResponse;
import org.packetboat.contracts.mailbox.ClaimDeadRequest;
import org.packetboat.contracts.mailbox.ClaimDeadResponse;
import org.packetboat.contracts.mailbox.CompleteCompactionRequest;
import org.packetboat.contracts.mailbox.CompleteCompactionResponse;
import org.packetboat.contracts.mailbox.ConfirmDeletedRequest;
import org.packetboat.contracts.mailbox.ConfirmDeletedResponse;
import org.packetboat.contracts.mailbox.LedgerGrpc;
import org.packetboat.contracts.mailbox.MoveBodiesRequest;
import org.packetboat.contracts.mailbox.MoveBodiesResponse;
import org.packetboat.contracts.mailbox.ReserveRequest;
import org.packetboat.contracts.mailbox.ReserveResponse;
import org.packetboat.mailbox.ledger.Compaction;
import org.packetboat.mailbox.ledger.Ledger;

/** The service {@code Ledger}. */
public final class LedgerService extends LedgerGrpc.LedgerImplBase {
    private final Ledger ledger;
    private final Compaction compaction;

    public LedgerService(Ledger ledger, Compaction compaction) {
        this.ledger = ledger;
        this.compaction = compaction;
    }

    @Override
    public void reserve(ReserveRequest request, StreamObserver<ReserveResponse> out) {
        Calls.unary("Reserve", out, () -> ledger.reserve(request));
    }

    @Override
    public void abandon(AbandonRequest request, StreamObserver<AbandonResponse> out) {
        Calls.unary("Abandon", out, () -> {
            ledger.abandon(request.getObjectKeysList());
            return AbandonResponse.getDefaultInstance();
        });
    }

    @Override
    public void claimDead(ClaimDeadRequest request, StreamObserver<ClaimDeadResponse> out) {
        Calls.unary(
                "ClaimDead",
                out,
                () -> ClaimDeadResponse.newBuilder()
                        .addAllObjectKeys(ledger.claimDead(request.getCollector(), request.getLimit()))
                        .build());
    }

    @Override
    public void confirmDeleted(ConfirmDeletedRequest request, StreamObserver<ConfirmDeletedResponse> out) {
        Calls.unary("ConfirmDeleted", out, () -> {
            ledger.confirmDeleted(request.getCollector(), request.getObjectKeysList());
            return ConfirmDeletedResponse.getDefaultInstance();
        });
    }

    @Override
    public void claimCompaction(ClaimCompactionRequest request, StreamObserver<ClaimCompactionResponse> out) {
        Calls.unary("ClaimCompaction", out, () -> compaction.claim(request));
    }

    @Override
    public void moveBodies(MoveBodiesRequest request, StreamObserver<MoveBodiesResponse> out) {
        Calls.unary(
                "MoveBodies",
                out,
                () -> MoveBodiesResponse.newBuilder()
                        .setMoved(compaction.move(request))
                        .build());
    }

    @Override
    public void completeCompaction(CompleteCompactionRequest request, StreamObserver<CompleteCompactionResponse> out) {
        Calls.unary("CompleteCompaction", out, () -> {
            compaction.complete(request.getCompactor(), request.getLease());
            return CompleteCompactionResponse.getDefaultInstance();
        });
    }
}
