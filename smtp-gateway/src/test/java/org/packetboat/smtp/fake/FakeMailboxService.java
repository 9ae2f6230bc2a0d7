package org.packetboat.smtp.fake;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.packetboat.contracts.mailbox.AbandonRequest;
import org.packetboat.contracts.mailbox.AbandonResponse;
import org.packetboat.contracts.mailbox.DirectoryGrpc;
import org.packetboat.contracts.mailbox.ExpandRequest;
import org.packetboat.contracts.mailbox.ExpandResponse;
import org.packetboat.contracts.mailbox.LedgerGrpc;
import org.packetboat.contracts.mailbox.ReserveRequest;
import org.packetboat.contracts.mailbox.ReserveResponse;
import org.packetboat.contracts.mailbox.ResolveRequest;
import org.packetboat.contracts.mailbox.ResolveResponse;
import org.packetboat.contracts.mailbox.ResolveResponse.Outcome;

/** The directory and the ledger over gRPC: every local part at mail.test is account 1 but nobody and full; staff is two and a list that is closed. */
public final class FakeMailboxService implements AutoCloseable {
    private final Set<String> abandoned = ConcurrentHashMap.newKeySet();
    private final AtomicLong keys = new AtomicLong();
    private final AtomicLong questions = new AtomicLong();
    private int port;
    private Server server;

    public FakeMailboxService() throws IOException {
        server = start();
        port = server.getPort();
    }

    private Server start() throws IOException {
        return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .addService(new Directory())
                .addService(new Ledger())
                .directExecutor()
                .build()
                .start();
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /** How often it was asked for a recipient. */
    public long questions() {
        return questions.get();
    }

    /** Keys that were given up. */
    public Set<String> abandoned() {
        return abandoned;
    }

    public void stop() throws InterruptedException {
        server.shutdownNow().awaitTermination();
    }

    public void restart() throws IOException {
        server = start();
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }

    private static <T> void answer(StreamObserver<T> observer, T answer) {
        observer.onNext(answer);
        observer.onCompleted();
    }

    private final class Directory extends DirectoryGrpc.DirectoryImplBase {
        @Override
        public void resolve(ResolveRequest request, StreamObserver<ResolveResponse> observer) {
            questions.incrementAndGet();
            ResolveResponse.Builder answer = ResolveResponse.newBuilder();
            switch (request.getAddress()) {
                case "nobody@mail.test" -> answer.setOutcome(Outcome.NO_SUCH_RECIPIENT);
                case "full@mail.test" -> answer.setOutcome(Outcome.OVER_QUOTA);
                case "staff@mail.test" ->
                    answer.setOutcome(Outcome.LOCAL)
                            .addAccountIds(1)
                            .addAccountIds(2)
                            .addClosedLists("news@mail.test")
                            .addUnknown("ghost@mail.test");
                default -> {
                    if (request.getAddress().endsWith("@mail.test")) {
                        answer.setOutcome(Outcome.LOCAL).addAccountIds(1);
                    } else {
                        answer.setOutcome(Outcome.NOT_LOCAL);
                    }
                }
            }
            answer(observer, answer.build());
        }

        @Override
        public void expand(ExpandRequest request, StreamObserver<ExpandResponse> observer) {
            ExpandResponse.Builder answer = ExpandResponse.newBuilder();
            switch (request.getName()) {
                case "staff@mail.test" ->
                    answer.setKind(ExpandResponse.Kind.ALIAS)
                            .addAddresses("alice@mail.test")
                            .addAddresses("bob@mail.test");
                case "alice" -> answer.setKind(ExpandResponse.Kind.ACCOUNT).addAddresses("alice@mail.test");
                case "smith" -> answer.setKind(ExpandResponse.Kind.AMBIGUOUS);
                default -> answer.setKind(ExpandResponse.Kind.UNKNOWN);
            }
            answer(observer, answer.build());
        }
    }

    private final class Ledger extends LedgerGrpc.LedgerImplBase {
        @Override
        public void reserve(ReserveRequest request, StreamObserver<ReserveResponse> observer) {
            ReserveResponse.Builder answer = ReserveResponse.newBuilder()
                    .setValidForMillis(Duration.ofDays(31).toMillis());
            for (int i = 0; i < request.getCount(); i++) {
                answer.addObjectKeys(String.format("staged/2026112310/%016x", keys.incrementAndGet()));
            }
            answer(observer, answer.build());
        }

        @Override
        public void abandon(AbandonRequest request, StreamObserver<AbandonResponse> observer) {
            abandoned.addAll(request.getObjectKeysList());
            answer(observer, AbandonResponse.getDefaultInstance());
        }
    }
}
