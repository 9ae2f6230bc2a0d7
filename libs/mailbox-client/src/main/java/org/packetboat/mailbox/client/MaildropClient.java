package org.packetboat.mailbox.client;

import java.time.Duration;
import org.packetboat.contracts.mailbox.CommitMaildropRequest;
import org.packetboat.contracts.mailbox.CommitMaildropResponse;
import org.packetboat.contracts.mailbox.MaildropGrpc;
import org.packetboat.contracts.mailbox.OpenMaildropBatch;
import org.packetboat.contracts.mailbox.OpenMaildropRequest;
import org.packetboat.contracts.mailbox.ReleaseMaildropRequest;
import org.packetboat.contracts.mailbox.ReleaseMaildropResponse;
import org.packetboat.contracts.mailbox.RenewMaildropRequest;
import org.packetboat.contracts.mailbox.RenewMaildropResponse;

/** INBOX under a lock, as POP3 sees it. The session's token makes a repeat recognisable. Thread-safe; see {@link MailboxChannel} for how calls end. */
public final class MaildropClient {
    private final Caller caller;

    MaildropClient(Caller caller) {
        this.caller = caller;
    }

    /** The same with another deadline for each call. */
    public MaildropClient withDeadline(Duration deadline) {
        return new MaildropClient(caller.withDeadline(deadline));
    }

    /** Takes the lock and lists INBOX. */
    public BatchReader<OpenMaildropBatch> open(OpenMaildropRequest request) throws InterruptedException {
        return caller.stream(MaildropGrpc.getOpenMethod(), request);
    }

    /** Extends the lease. */
    public RenewMaildropResponse renew(RenewMaildropRequest request) throws InterruptedException {
        return caller.unary(MaildropGrpc.getRenewMethod(), request);
    }

    /** QUIT: expunges and frees the lock, in one transaction. */
    public CommitMaildropResponse commit(CommitMaildropRequest request) throws InterruptedException {
        CommitMaildropRequest identified = request.getOperationId().isEmpty()
                ? request.toBuilder().setOperationId(caller.newOperationId()).build()
                : request;
        return caller.unary(MaildropGrpc.getCommitMethod(), identified);
    }

    /** Frees the lock. */
    public ReleaseMaildropResponse release(ReleaseMaildropRequest request) throws InterruptedException {
        return caller.unary(MaildropGrpc.getReleaseMethod(), request);
    }
}
