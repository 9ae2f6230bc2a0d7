package org.packetboat.mailbox.grpc;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.packetboat.contracts.mailbox.AdmitSubmissionRequest;
import org.packetboat.contracts.mailbox.AdmitSubmissionResponse;
import org.packetboat.contracts.mailbox.AuthenticateRequest;
import org.packetboat.contracts.mailbox.AuthenticateResponse;
import org.packetboat.contracts.mailbox.CountRecipientsRequest;
import org.packetboat.contracts.mailbox.CountRecipientsResponse;
import org.packetboat.contracts.mailbox.DirectoryGrpc;
import org.packetboat.contracts.mailbox.ExpandRequest;
import org.packetboat.contracts.mailbox.ExpandResponse;
import org.packetboat.contracts.mailbox.ListMembersRequest;
import org.packetboat.contracts.mailbox.ListMembersResponse;
import org.packetboat.contracts.mailbox.ResolveRequest;
import org.packetboat.contracts.mailbox.ResolveResponse;
import org.packetboat.contracts.mailbox.ScramParametersRequest;
import org.packetboat.contracts.mailbox.ScramParametersResponse;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mailbox.directory.Authenticator;
import org.packetboat.mailbox.directory.Resolver;
import org.packetboat.mailbox.store.SubmissionTable;
import org.packetboat.mailbox.store.SubmissionTable.Allowance;

/** {@code service Directory}. */
public final class DirectoryService extends DirectoryGrpc.DirectoryImplBase {
    private static final Logger LOG = Logger.getLogger(DirectoryService.class);

    private final Resolver resolver;
    private final Authenticator authenticator;
    private final SubmissionTable submissions;

    public DirectoryService(Resolver resolver, Authenticator authenticator, SubmissionTable submissions) {
        this.resolver = resolver;
        this.authenticator = authenticator;
        this.submissions = submissions;
    }

    @Override
    public void resolve(ResolveRequest request, StreamObserver<ResolveResponse> out) {
        Calls.unary(
                "Resolve",
                out,
                () -> CompletableFuture.completedStage(resolver.recall(request.getAddress())),
                () -> resolver.resolve(request.getAddress(), request.getSize(), request.getSender()));
    }

    @Override
    public void authenticate(AuthenticateRequest request, StreamObserver<AuthenticateResponse> out) {
        Calls.unary("Authenticate", out, () -> {
            AuthenticateResponse response = authenticator.authenticate(request);
            if (response.getOutcome() != AuthenticateResponse.Outcome.OK) {
                LOG.infof(
                        "login failed protocol=%s client=%s outcome=%s credential=%s",
                        request.getProtocol(),
                        request.getClientAddress(),
                        response.getOutcome(),
                        request.getCredentialCase());
            }
            return response;
        });
    }

    @Override
    public void scramParameters(ScramParametersRequest request, StreamObserver<ScramParametersResponse> out) {
        Calls.unary("ScramParameters", out, () -> authenticator.scramParameters(request));
    }

    @Override
    public void expand(ExpandRequest request, StreamObserver<ExpandResponse> out) {
        Calls.unary("Expand", out, () -> resolver.expand(request.getName()));
    }

    @Override
    public void admitSubmission(AdmitSubmissionRequest request, StreamObserver<AdmitSubmissionResponse> out) {
        Calls.unary("AdmitSubmission", out, () -> {
            String sender = request.getSender();
            Allowance allowance = submissions
                    .admit(request.getAccountId(), Ascii.toLower(sender))
                    .orElseThrow(() -> new RefusedException(Refusal.NO_SUCH_ACCOUNT));
            AdmitSubmissionResponse.Builder response = AdmitSubmissionResponse.newBuilder()
                    .setOwned(sender.isEmpty() || allowance.isOwned())
                    .setCopyToSent(allowance.copiesToSent());
            allowance.recipientsLeft().ifPresent(response::setRecipientsLeft);
            return response.build();
        });
    }

    @Override
    public void countRecipients(CountRecipientsRequest request, StreamObserver<CountRecipientsResponse> out) {
        Calls.unary(
                "CountRecipients",
                out,
                () -> CountRecipientsResponse.newBuilder()
                        .setCounted(count(request.getAccountId(), request.getRecipients()))
                        .build());
    }

    private boolean count(long accountId, int recipients) throws InterruptedException {
        if (recipients >= 0) {
            return submissions.count(accountId, recipients);
        }
        submissions.giveBack(accountId, Math.negateExact(recipients));
        return true;
    }

    @Override
    public void listMembers(ListMembersRequest request, StreamObserver<ListMembersResponse> out) {
        Calls.unary(
                "ListMembers", out, () -> resolver.members(request.getList(), request.getAfter(), request.getLimit()));
    }
}
