package org.packetboat.mailbox.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.contracts.mailbox.AuthenticateRequest;
import org.packetboat.contracts.mailbox.AuthenticateResponse;
import org.packetboat.contracts.mailbox.AuthenticateResponse.Outcome;
import org.packetboat.contracts.mailbox.DirectoryGrpc;
import org.packetboat.contracts.mailbox.ScramParametersRequest;
import org.packetboat.contracts.mailbox.ScramParametersResponse;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.sasl.Authority;

@Timeout(30)
final class DirectoryAuthorityTest {
    private final AtomicReference<AuthenticateResponse> answer = new AtomicReference<>();
    private final AtomicReference<AuthenticateRequest> asked = new AtomicReference<>();
    private final AtomicReference<ScramParametersRequest> askedParameters = new AtomicReference<>();
    private Server server;
    private MailboxChannel channel;
    private Authority<LoggedIn> authority;

    @BeforeEach
    void start() throws Exception {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new DirectoryGrpc.DirectoryImplBase() {
                    @Override
                    public void authenticate(AuthenticateRequest request, StreamObserver<AuthenticateResponse> out) {
                        asked.set(request);
                        out.onNext(answer.get());
                        out.onCompleted();
                    }

                    @Override
                    public void scramParameters(
                            ScramParametersRequest request, StreamObserver<ScramParametersResponse> out) {
                        askedParameters.set(request);
                        out.onNext(ScramParametersResponse.newBuilder()
                                .setOutcome(Objects.requireNonNull(answer.get()).getOutcome())
                                .setIterations(4_096)
                                .build());
                        out.onCompleted();
                    }
                })
                .build()
                .start();
        channel = MailboxChannel.to("127.0.0.1:" + server.getPort());
        authority = channel.directory().authority("imap", InetAddress.ofLiteral("192.0.2.1"));
    }

    @AfterEach
    void stop() throws Exception {
        channel.close();
        server.shutdownNow().awaitTermination();
    }

    @Test
    void tellsWhoItIs() throws Exception {
        answer.set(AuthenticateResponse.newBuilder()
                .setOutcome(Outcome.OK)
                .setAccountId(7)
                .setAddress("a@b")
                .build());
        LoggedIn alice = new LoggedIn(7, "a@b");

        assertThat(authority.password("A@B", "secret")).isEqualTo(alice);
        assertThat(asked.get())
                .isEqualTo(AuthenticateRequest.newBuilder()
                        .setLogin("A@B")
                        .setPassword("secret")
                        .setProtocol("imap")
                        .setClientAddress("192.0.2.1")
                        .build());
        assertThat(authority.bearer(Optional.empty(), "token")).isEqualTo(alice);
        assertThat(authority.certificate(Optional.of("a@b"), List.of("a@b"))).isEqualTo(alice);
        assertThat(authority.scram("a@b", new byte[1], new byte[32]).identity()).isEqualTo(alice);
    }

    /** Else all clients that a balancer cannot name would share one count of failed logins. */
    @Test
    void saysNoAddressForWhomNobodyKnows() throws Exception {
        answer.set(AuthenticateResponse.newBuilder()
                .setOutcome(Outcome.OK)
                .setAccountId(7)
                .setAddress("a@b")
                .build());
        channel.directory().authority("imap", InetAddress.ofLiteral("0.0.0.0")).password("a@b", "secret");
        assertThat(asked.get())
                .extracting(AuthenticateRequest::getClientAddress)
                .isEqualTo("");
    }

    @Test
    void waitsAsLongAsItIsTold() {
        answer.set(AuthenticateResponse.newBuilder()
                .setOutcome(Outcome.REFUSED)
                .setDelayMillis(200)
                .build());
        long start = System.nanoTime();

        assertRefused(Refusal.AUTHENTICATION_FAILED, () -> authority.password("a@b", "secret"));

        assertThat(System.nanoTime() - start)
                .isGreaterThan(Duration.ofMillis(199).toNanos());
    }

    @Test
    void itsWaitEndsWithTheConnection() {
        answer.set(AuthenticateResponse.newBuilder()
                .setOutcome(Outcome.BLOCKED)
                .setDelayMillis(60_000)
                .build());
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread lane = Thread.ofVirtual().start(() -> {
            try {
                authority.password("a@b", "secret");
            } catch (InterruptedException e) {
                interrupted.complete(true);
            }
        });
        Awaitility.await().until(() -> lane.getState() == Thread.State.TIMED_WAITING && asked.get() != null);
        lane.interrupt();

        assertThat(interrupted).succeedsWithin(5, TimeUnit.SECONDS);
    }

    @Test
    void blockedAndOverloadedAreNotFailedLogins() {
        answer.set(AuthenticateResponse.newBuilder().setOutcome(Outcome.BLOCKED).build());
        assertRefused(Refusal.LOGIN_BLOCKED, () -> authority.password("a@b", "secret"));
        answer.set(
                AuthenticateResponse.newBuilder().setOutcome(Outcome.OVERLOADED).build());
        assertThatThrownBy(() -> authority.password("a@b", "secret")).isInstanceOf(UnavailableException.class);
        answer.set(AuthenticateResponse.newBuilder()
                .setOutcome(Outcome.UNAVAILABLE)
                .build());
        assertThatThrownBy(() -> authority.scram("a@b", new byte[1], new byte[32]))
                .isInstanceOf(UnavailableException.class);
        answer.set(AuthenticateResponse.getDefaultInstance());
        assertThatThrownBy(() -> authority.password("a@b", "secret")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void scramParametersAreSubjectToBlocksToo() throws Exception {
        answer.set(AuthenticateResponse.newBuilder().setOutcome(Outcome.OK).build());
        assertThat(authority.scramParameters("a@b").iterations()).isEqualTo(4_096);
        assertThat(askedParameters.get())
                .isEqualTo(ScramParametersRequest.newBuilder()
                        .setLogin("a@b")
                        .setProtocol("imap")
                        .setClientAddress("192.0.2.1")
                        .build());
        answer.set(AuthenticateResponse.newBuilder().setOutcome(Outcome.BLOCKED).build());
        assertRefused(Refusal.LOGIN_BLOCKED, () -> authority.scramParameters("a@b"));
        answer.set(
                AuthenticateResponse.newBuilder().setOutcome(Outcome.OVERLOADED).build());
        assertThatThrownBy(() -> authority.scramParameters("a@b")).isInstanceOf(UnavailableException.class);
    }

    private static void assertRefused(Refusal reason, ThrowingCallable login) {
        assertThatThrownBy(login)
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
