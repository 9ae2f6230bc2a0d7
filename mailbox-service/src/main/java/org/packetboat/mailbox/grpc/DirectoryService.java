package org.packetboat.mailbox.grpc;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.packetboat.contracts.mailbox.AuthenticateRequest;
import org.packetboat.contracts.mailbox.AuthenticateResponse;
import org.packetboat.contracts.mailbox.DirectoryGrpc;
import org.packetboat.contracts.mailbox.ExpandRequest;
import org.packetboat.contracts.mailbox.ExpandResponse;
import org.packetboat.contracts.mailbox.ResolveRequest;
import org.packetboat.contracts.mailbox.ResolveResponse;
import org.packetboat.contracts.mailbox.ScramParametersRequest;
import org.packetboat.contracts.mailbox.ScramParametersResponse;
import org.packetboat.mailbox.directory.Authenticator;
import org.packetboat.mailbox.directory.Resolver;

/** {@code service Directory}. */
public final class DirectoryService extends DirectoryGrpc.DirectoryImplBase {
    private static final Logger LOG = Logger.getLogger(DirectoryService.class);

    private final Resolver resolver;
    private final Authenticator authenticator;

    public DirectoryService(Resolver resolver, Authenticator authenticator) {
        this.resolver = resolver;
        this.authenticator = authenticator;
    }

    @Override
    public void resolve(ResolveRequest request, StreamObserver<ResolveResponse> out) {
        Calls.unary(
                "Resolve",
                out,
                () -> CompletableFuture.completedStage(resolver.recall(request.getAddress())),
                () -> resolver.resolve(request.getAddress(), request.getSize()));
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
}
