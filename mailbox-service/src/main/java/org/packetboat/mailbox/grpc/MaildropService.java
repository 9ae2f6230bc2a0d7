package org.packetboat.mailbox.grpc;

import io.grpc.stub.StreamObserver;
import org.packetboat.contracts.mailbox.CommitMaildropRequest;
import org.packetboat.contracts.mailbox.CommitMaildropResponse;
import org.packetboat.contracts.mailbox.MaildropGrpc;
import org.packetboat.contracts.mailbox.OpenMaildropBatch;
import org.packetboat.contracts.mailbox.OpenMaildropRequest;
import org.packetboat.contracts.mailbox.ReleaseMaildropRequest;
import org.packetboat.contracts.mailbox.ReleaseMaildropResponse;
import org.packetboat.contracts.mailbox.RenewMaildropRequest;
import org.packetboat.contracts.mailbox.RenewMaildropResponse;
import org.packetboat.mailbox.maildrop.Maildrops;

/** {@code service Maildrop}. */
public final class MaildropService extends MaildropGrpc.MaildropImplBase {
    private final Maildrops maildrops;

    public MaildropService(Maildrops maildrops) {
        this.maildrops = maildrops;
    }

    @Override
    public void open(OpenMaildropRequest request, StreamObserver<OpenMaildropBatch> out) {
        Calls.stream(
                "OpenMaildrop", out, sink -> maildrops.open(request.getAccountId(), request.getToken(), sink::send));
    }

    @Override
    public void renew(RenewMaildropRequest request, StreamObserver<RenewMaildropResponse> out) {
        Calls.unary("RenewMaildrop", out, () -> {
            maildrops.renew(request.getAccountId(), request.getToken());
            return RenewMaildropResponse.getDefaultInstance();
        });
    }

    @Override
    public void commit(CommitMaildropRequest request, StreamObserver<CommitMaildropResponse> out) {
        Calls.unary("CommitMaildrop", out, () -> maildrops.commit(request));
    }

    @Override
    public void release(ReleaseMaildropRequest request, StreamObserver<ReleaseMaildropResponse> out) {
        Calls.unary("ReleaseMaildrop", out, () -> {
            maildrops.release(request.getAccountId(), request.getToken());
            return ReleaseMaildropResponse.getDefaultInstance();
        });
    }
}
