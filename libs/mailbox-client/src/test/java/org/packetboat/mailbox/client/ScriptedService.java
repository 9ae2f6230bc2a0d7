package org.packetboat.mailbox.client;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.packetboat.contracts.MailboxErrors;
import org.packetboat.contracts.mailbox.CountRecipientsRequest;
import org.packetboat.contracts.mailbox.CountRecipientsResponse;
import org.packetboat.contracts.mailbox.CreateRequest;
import org.packetboat.contracts.mailbox.CreateResponse;
import org.packetboat.contracts.mailbox.DirectoryGrpc;
import org.packetboat.contracts.mailbox.ListBatch;
import org.packetboat.contracts.mailbox.ListRequest;
import org.packetboat.contracts.mailbox.MailboxEntry;
import org.packetboat.contracts.mailbox.MailboxesGrpc;
import org.packetboat.contracts.mailbox.Refusal;

/** A real gRPC server on the loopback interface that does as it was told: fails so many calls, then answers. */
final class ScriptedService extends MailboxesGrpc.MailboxesImplBase implements AutoCloseable {
    final List<ByteString> operationIds = new CopyOnWriteArrayList<>();
    final List<Integer> counts = new CopyOnWriteArrayList<>();
    final Queue<Status> failures = new ConcurrentLinkedQueue<>();
    final CountDownLatch cancelled = new CountDownLatch(1);
    volatile boolean silent;
    volatile int batches = 3;
    volatile Refusal refusal = Refusal.REFUSAL_UNSPECIFIED;

    private final Server server;

    ScriptedService(int port) throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addService(this)
                .addService(new Directory())
                .build()
                .start();
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void create(CreateRequest request, StreamObserver<CreateResponse> out) {
        operationIds.add(request.getOperationId());
        if (answersOtherwise(out)) {
            return;
        }
        out.onNext(CreateResponse.newBuilder().setMailboxId(7).build());
        out.onCompleted();
    }

    @Override
    public void list(ListRequest request, StreamObserver<ListBatch> out) {
        if (answersOtherwise(out)) {
            return;
        }
        for (int i = 0; i < batches; i++) {
            MailboxEntry entry = MailboxEntry.newBuilder().setMailboxId(i).build();
            out.onNext(ListBatch.newBuilder().addMailboxes(entry).build());
        }
        out.onCompleted();
    }

    private final class Directory extends DirectoryGrpc.DirectoryImplBase {
        @Override
        public void countRecipients(CountRecipientsRequest request, StreamObserver<CountRecipientsResponse> out) {
            counts.add(request.getRecipients());
            if (!answersOtherwise(out)) {
                out.onNext(CountRecipientsResponse.newBuilder().setCounted(true).build());
                out.onCompleted();
            }
        }
    }

    private boolean answersOtherwise(StreamObserver<?> out) {
        Context.current().addListener(context -> cancelled.countDown(), Runnable::run);
        if (silent) {
            return true;
        }
        if (refusal != Refusal.REFUSAL_UNSPECIFIED) {
            Metadata trailers = new Metadata();
            trailers.put(MailboxErrors.REFUSAL, refusal.name());
            out.onError(MailboxErrors.status(refusal).asRuntimeException(trailers));
            return true;
        }
        Status failure = failures.poll();
        if (failure != null) {
            out.onError(failure.asRuntimeException());
            return true;
        }
        return false;
    }

    @Override
    public void close() throws InterruptedException {
        server.shutdownNow().awaitTermination();
    }
}
