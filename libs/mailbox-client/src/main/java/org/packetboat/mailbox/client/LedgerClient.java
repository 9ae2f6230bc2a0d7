package org.packetboat.mailbox.client;

import java.time.Duration;
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

/** Object keys. A repeated reservation may leave a block unused, which the collector finds. Thread-safe; see {@link MailboxChannel} for how calls end. */
public final class LedgerClient {
    private final Caller caller;

    LedgerClient(Caller caller) {
        this.caller = caller;
    }

    /** The same with another deadline for each call. */
    public LedgerClient withDeadline(Duration deadline) {
        return new LedgerClient(caller.withDeadline(deadline));
    }

    /** A block of object keys. */
    public ReserveResponse reserve(ReserveRequest request) throws InterruptedException {
        return caller.unary(LedgerGrpc.getReserveMethod(), request);
    }

    /** Keys that never were and never will be referred to. */
    public AbandonResponse abandon(AbandonRequest request) throws InterruptedException {
        return caller.unary(LedgerGrpc.getAbandonMethod(), request);
    }

    /** Objects to delete from the store, leased for a while. */
    public ClaimDeadResponse claimDead(ClaimDeadRequest request) throws InterruptedException {
        return caller.unary(LedgerGrpc.getClaimDeadMethod(), request);
    }

    /** They are gone from the store. */
    public ConfirmDeletedResponse confirmDeleted(ConfirmDeletedRequest request) throws InterruptedException {
        return caller.unary(LedgerGrpc.getConfirmDeletedMethod(), request);
    }

    /** Bodies that should lie together, leased for a while; a repeat may leave a lease unused, which ends by itself. */
    public ClaimCompactionResponse claimCompaction(ClaimCompactionRequest request) throws InterruptedException {
        return caller.unary(LedgerGrpc.getClaimCompactionMethod(), request);
    }

    /** Bodies that were written again. A repeat finds that they have moved already. */
    public MoveBodiesResponse moveBodies(MoveBodiesRequest request) throws InterruptedException {
        return caller.unary(LedgerGrpc.getMoveBodiesMethod(), request);
    }

    /** The lease ends. */
    public CompleteCompactionResponse completeCompaction(CompleteCompactionRequest request)
            throws InterruptedException {
        return caller.unary(LedgerGrpc.getCompleteCompactionMethod(), request);
    }
}
