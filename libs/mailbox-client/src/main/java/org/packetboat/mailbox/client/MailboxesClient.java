package org.packetboat.mailbox.client;

import java.time.Duration;
import org.packetboat.contracts.mailbox.AdmitRequest;
import org.packetboat.contracts.mailbox.AdmitResponse;
import org.packetboat.contracts.mailbox.CreateRequest;
import org.packetboat.contracts.mailbox.CreateResponse;
import org.packetboat.contracts.mailbox.DeleteRequest;
import org.packetboat.contracts.mailbox.DeleteResponse;
import org.packetboat.contracts.mailbox.ListBatch;
import org.packetboat.contracts.mailbox.ListRequest;
import org.packetboat.contracts.mailbox.MailboxStatus;
import org.packetboat.contracts.mailbox.MailboxesGrpc;
import org.packetboat.contracts.mailbox.OpenRequest;
import org.packetboat.contracts.mailbox.OpenResponse;
import org.packetboat.contracts.mailbox.QuotaRequest;
import org.packetboat.contracts.mailbox.QuotaResponse;
import org.packetboat.contracts.mailbox.RenameRequest;
import org.packetboat.contracts.mailbox.RenameResponse;
import org.packetboat.contracts.mailbox.StatusRequest;
import org.packetboat.contracts.mailbox.SubscribeRequest;
import org.packetboat.contracts.mailbox.SubscribeResponse;

/** Mailboxes, their names and their counters. Thread-safe; see {@link MailboxChannel} for how calls end. */
public final class MailboxesClient {
    private final Caller caller;

    MailboxesClient(Caller caller) {
        this.caller = caller;
    }

    /** The same with another deadline for each call. */
    public MailboxesClient withDeadline(Duration deadline) {
        return new MailboxesClient(caller.withDeadline(deadline));
    }

    /** All mailboxes and all subscribed names, in one snapshot, ordered by name. */
    public BatchReader<ListBatch> list(ListRequest request) throws InterruptedException {
        return caller.stream(MailboxesGrpc.getListMethod(), request);
    }

    /** Creates a mailbox and its missing superiors. */
    public CreateResponse create(CreateRequest request) throws InterruptedException {
        CreateRequest identified = request.getOperationId().isEmpty()
                ? request.toBuilder().setOperationId(caller.newOperationId()).build()
                : request;
        return caller.unary(MailboxesGrpc.getCreateMethod(), identified);
    }

    /** Deletes a mailbox; its name stays while it has inferiors. */
    public DeleteResponse delete(DeleteRequest request) throws InterruptedException {
        DeleteRequest identified = request.getOperationId().isEmpty()
                ? request.toBuilder().setOperationId(caller.newOperationId()).build()
                : request;
        return caller.unary(MailboxesGrpc.getDeleteMethod(), identified);
    }

    /** Renames a mailbox and its inferiors. A large INBOX takes several calls, each with its own deadline. */
    public void rename(RenameRequest request) throws InterruptedException {
        RenameRequest identified = request.getOperationId().isEmpty()
                ? request.toBuilder().setOperationId(caller.newOperationId()).build()
                : request;
        RenameResponse done;
        do {
            done = caller.unary(MailboxesGrpc.getRenameMethod(), identified);
        } while (done.getMore());
    }

    /** Subscribes to a name or ends that. */
    public SubscribeResponse subscribe(SubscribeRequest request) throws InterruptedException {
        SubscribeRequest identified = request.getOperationId().isEmpty()
                ? request.toBuilder().setOperationId(caller.newOperationId()).build()
                : request;
        return caller.unary(MailboxesGrpc.getSubscribeMethod(), identified);
    }

    /** Counters, without opening. */
    public MailboxStatus status(StatusRequest request) throws InterruptedException {
        return caller.unary(MailboxesGrpc.getStatusMethod(), request);
    }

    /** Whether a message can be appended now: fails as the append would. */
    public AdmitResponse admit(AdmitRequest request) throws InterruptedException {
        return caller.unary(MailboxesGrpc.getAdmitMethod(), request);
    }

    /** What an account uses of its quota. */
    public QuotaResponse quota(QuotaRequest request) throws InterruptedException {
        return caller.unary(MailboxesGrpc.getQuotaMethod(), request);
    }

    /** SELECT and EXAMINE: counters and UID set in one snapshot. */
    public OpenResponse open(OpenRequest request) throws InterruptedException {
        return caller.unary(MailboxesGrpc.getOpenMethod(), request);
    }
}
