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
import org.packetboat.mail.failure.RefusedException;
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
            try {
                return authenticator.authenticate(request.getLogin(), request.getPassword());
            } catch (RefusedException e) {
                LOG.infof("login refused protocol=%s client=%s", request.getProtocol(), request.getClientAddress());
                throw e;
            }
        });
    }

    @Override
    public void expand(ExpandRequest request, StreamObserver<ExpandResponse> out) {
        Calls.unary("Expand", out, () -> resolver.expand(request.getName()));
    }
}
