package org.packetboat.service.config.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Server;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.contracts.mailbox.CreateRequest;
import org.packetboat.contracts.mailbox.CreateResponse;
import org.packetboat.contracts.mailbox.MailboxesGrpc;
import org.packetboat.local.launcher.tls.LocalTls;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mailbox.client.MailboxChannel;
import org.packetboat.mailbox.client.MailboxEndpoint;

/** Who may call a listener with mutual TLS, and whom a caller believes. */
@Timeout(60)
final class MutualTlsTest {
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final CreateRequest CALL =
            CreateRequest.newBuilder().setAccountId(1).setName("a").build();

    @TempDir
    Path ours;

    @TempDir
    Path others;

    private final Vertx vertx = Vertx.vertx();
    private LocalTls local;
    private LocalTls stranger;
    private FakeTls service;
    private Server server;

    @BeforeEach
    void start() throws Exception {
        local = authority(ours);
        stranger = authority(others);
        service = new FakeTls(local.internal("mailbox-service"), local.internalAuthority());
        server = listen(service);
    }

    @AfterEach
    void stop() throws Exception {
        server.shutdownNow().awaitTermination();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aServiceOfTheSameAuthorityIsServed() throws Exception {
        call(new FakeTls(local.internal("smtp-gateway"), local.internalAuthority()));
    }

    @Test
    void withoutACertificateNobodyIsServed() throws Exception {
        SslContext nameless = GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                .trustManager(local.internalAuthority().toFile())
                .build();

        assertRefused(Optional.of(nameless));
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() {
        FakeTls forged = new FakeTls(stranger.internal("smtp-gateway"), local.internalAuthority());

        assertRefused(client(forged));
    }

    @Test
    void plaintextIsRefused() {
        assertRefused(Optional.empty());
    }

    @Test
    void anOlderVersionIsRefused() throws Exception {
        SslContext old = GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                .keyManager(
                        local.internal("smtp-gateway").chain().toFile(),
                        local.internal("smtp-gateway").key().toFile())
                .trustManager(local.internalAuthority().toFile())
                .protocols("TLSv1.2")
                .build();

        assertRefused(Optional.of(old));
    }

    @Test
    void aCallerDoesNotBelieveAServiceOfAnotherAuthority() throws Exception {
        server.shutdownNow().awaitTermination();
        server = listen(new FakeTls(stranger.internal("mailbox-service"), local.internalAuthority()));

        assertRefused(client(new FakeTls(local.internal("smtp-gateway"), local.internalAuthority())));
    }

    @Test
    void aCallerDoesNotBelieveAServiceOfAnotherName() throws Exception {
        FakeTls caller = new FakeTls(local.internal("smtp-gateway"), local.internalAuthority());
        MailboxEndpoint wrong = new MailboxEndpoint("127.0.0.2:" + server.getPort(), client(caller));

        try (MailboxChannel channel = MailboxChannel.to(wrong, DEADLINE)) {
            assertThatThrownBy(() -> channel.mailboxes().create(CALL)).isInstanceOf(UnavailableException.class);
        }
    }

    @Test
    void newCertificatesAreUsedWithoutARestart() throws Exception {
        FakeTls caller = new FakeTls(local.internal("smtp-gateway"), local.internalAuthority());
        Optional<SslContext> madeBefore = client(caller);
        call(madeBefore);

        service.change(stranger.internal("mailbox-service"), stranger.internalAuthority());
        assertRefused(madeBefore);

        caller.change(stranger.internal("smtp-gateway"), stranger.internalAuthority());
        call(madeBefore);
    }

    @Test
    void aNameThatNobodyConfiguredIsSaidAtTheStart() {
        MutualTls tls = new MutualTls(service.registry("internal"), vertx);

        assertThatThrownBy(() -> tls.client(Optional.of("other"))).hasMessageContaining("quarkus.tls.other");
        assertThat(tls.client(Optional.empty())).isEmpty();
    }

    private static LocalTls authority(Path directory) throws IOException {
        return LocalTls.prepare(
                directory,
                InetAddress.getLoopbackAddress(),
                List.of("mailbox-service", "smtp-gateway"),
                InstantSource.system());
    }

    private Server listen(FakeTls tls) throws IOException {
        SslContext context = new MutualTls(tls.registry("internal"), vertx)
                .server(Optional.of("internal"))
                .orElseThrow();
        return NettyServerBuilder.forAddress(new InetSocketAddress("0.0.0.0", 0))
                .sslContext(context)
                .addService(new Answering())
                .build()
                .start();
    }

    private Optional<SslContext> client(FakeTls tls) {
        return new MutualTls(tls.registry("internal"), vertx).client(Optional.of("internal"));
    }

    private void call(FakeTls caller) throws Exception {
        call(client(caller));
    }

    private void call(Optional<SslContext> tls) throws Exception {
        try (MailboxChannel channel = channel(tls)) {
            assertThat(channel.mailboxes().create(CALL).getMailboxId()).isEqualTo(7);
        }
    }

    private void assertRefused(Optional<SslContext> tls) {
        try (MailboxChannel channel = channel(tls)) {
            assertThatThrownBy(() -> channel.mailboxes().create(CALL)).isInstanceOf(UnavailableException.class);
        }
    }

    private MailboxChannel channel(Optional<SslContext> tls) {
        return MailboxChannel.to(new MailboxEndpoint("127.0.0.1:" + server.getPort(), tls), DEADLINE);
    }

    private static final class Answering extends MailboxesGrpc.MailboxesImplBase {
        @Override
        public void create(CreateRequest request, StreamObserver<CreateResponse> out) {
            out.onNext(CreateResponse.newBuilder().setMailboxId(7).build());
            out.onCompleted();
        }
    }
}
