package org.packetboat.mailbox.grpc;

import io.grpc.stub.StreamObserver;
import org.packetboat.contracts.mailbox.AbandonRequest;
import org.packetboat.contracts.mailbox.AbandonResponse;
import org.packetboat.contracts.mailbox.ClaimDeadRequest;
import org.packetboat.contracts.mailbox.ClaimDeadResponse;
import org.packetboat.contracts.mailbox.ConfirmDeletedRequest;
import org.packetboat.contracts.mailbox.ConfirmDeletedResponse;
import org.packetboat.contracts.mailbox.LedgerGrpc;
import org.packetboat.contracts.mailbox.ReserveRequest;
import org.packetboat.contracts.mailbox.ReserveResponse;
import org.packetboat.mailbox.ledger.Ledger;

/** The service {@code Ledger}. */
public final class LedgerService extends LedgerGrpc.LedgerImplBase {
    private final Ledger ledger;

    public LedgerService(Ledger ledger) {
        this.ledger = ledger;
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
}
