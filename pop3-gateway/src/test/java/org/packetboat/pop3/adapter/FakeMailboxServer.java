package org.packetboat.pop3.adapter;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.packetboat.contracts.MailboxErrors;
import org.packetboat.contracts.body.BlobRef;
import org.packetboat.contracts.mailbox.CommitMaildropRequest;
import org.packetboat.contracts.mailbox.CommitMaildropResponse;
import org.packetboat.contracts.mailbox.FetchBatch;
import org.packetboat.contracts.mailbox.FetchRequest;
import org.packetboat.contracts.mailbox.MaildropEntry;
import org.packetboat.contracts.mailbox.MaildropGrpc;
import org.packetboat.contracts.mailbox.MessageRow;
import org.packetboat.contracts.mailbox.MessagesGrpc;
import org.packetboat.contracts.mailbox.OpenMaildropBatch;
import org.packetboat.contracts.mailbox.OpenMaildropRequest;
import org.packetboat.contracts.mailbox.Refusal;
import org.packetboat.contracts.mailbox.ReleaseMaildropRequest;
import org.packetboat.contracts.mailbox.ReleaseMaildropResponse;
import org.packetboat.contracts.mailbox.RenewMaildropRequest;
import org.packetboat.contracts.mailbox.RenewMaildropResponse;

/** The part of the mailbox API that the gateway uses, in memory, over real gRPC. Holds the maildrop of one account. */
final class FakeMailboxServer implements AutoCloseable {
    final List<MaildropEntry> entries = new ArrayList<>();
    private final Server server;
    private final MemoryBlobs blobs;
    private Optional<ByteString> holder = Optional.empty();
    private long nextUid = 1;
    /** Commits wait for this. */
    volatile CountDownLatch gate = new CountDownLatch(0);

    volatile boolean commitsFail;

    final CountDownLatch committing = new CountDownLatch(1);

    FakeMailboxServer(MemoryBlobs blobs) throws IOException {
        this.blobs = blobs;
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(new Maildrop())
                .addService(new Messages())
                .build()
                .start();
    }

    int port() {
        return server.getPort();
    }

    /** Stores a message as an object of its own. */
    synchronized void add(byte[] octets) {
        String key = "pack/2026110100/" + nextUid;
        blobs.put(key, octets, octets.length);
        entries.add(MaildropEntry.newBuilder()
                .setUid(nextUid)
                .setSize(octets.length)
                .setBodyId(ByteString.copyFrom(
                        ByteBuffer.allocate(16).putLong(8, nextUid).flip().limit(16)))
                .setBlob(BlobRef.newBuilder().setObjectKey(key).setLength(octets.length))
                .build());
        nextUid++;
    }

    /** Moves the octets of all messages to other objects, as compaction does. */
    synchronized void moveBodies() {
        for (int i = 0; i < entries.size(); i++) {
            MaildropEntry entry = entries.get(i);
            String key = entry.getBlob().getObjectKey() + "-moved";
            byte[] octets = blobs.objects.remove(entry.getBlob().getObjectKey());
            if (octets != null) {
                blobs.put(key, octets, octets.length);
            }
            entries.set(
                    i,
                    entry.toBuilder()
                            .setBlob(entry.getBlob().toBuilder().setObjectKey(key))
                            .build());
        }
    }

    synchronized void steal() {
        holder = Optional.of(ByteString.EMPTY);
    }

    synchronized boolean locked() {
        return holder.isPresent();
    }

    synchronized List<Long> uids() {
        return entries.stream().map(MaildropEntry::getUid).toList();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static void refuse(StreamObserver<?> out, Refusal refusal) {
        Metadata trailers = new Metadata();
        trailers.put(MailboxErrors.REFUSAL, refusal.name());
        out.onError(MailboxErrors.status(refusal).asRuntimeException(trailers));
    }

    private static <T> void answer(StreamObserver<T> out, T response) {
        out.onNext(response);
        out.onCompleted();
    }

    private final class Maildrop extends MaildropGrpc.MaildropImplBase {
        @Override
        public void open(OpenMaildropRequest request, StreamObserver<OpenMaildropBatch> out) {
            synchronized (FakeMailboxServer.this) {
                if (holder.isPresent() && !holder.get().equals(request.getToken())) {
                    refuse(out, Refusal.MAILDROP_IN_USE);
                    return;
                }
                holder = Optional.of(request.getToken());
                out.onNext(OpenMaildropBatch.newBuilder()
                        .setUidValidity(99)
                        .setMailboxId(5)
                        .setLeaseMillis(60_000)
                        .build());
                for (MaildropEntry entry : entries) {
                    out.onNext(OpenMaildropBatch.newBuilder().addEntries(entry).build());
                }
                out.onCompleted();
            }
        }

        @Override
        public void renew(RenewMaildropRequest request, StreamObserver<RenewMaildropResponse> out) {
            synchronized (FakeMailboxServer.this) {
                if (holds(request.getToken())) {
                    answer(out, RenewMaildropResponse.getDefaultInstance());
                } else {
                    refuse(out, Refusal.MAILDROP_LOST);
                }
            }
        }

        @Override
        public void commit(CommitMaildropRequest request, StreamObserver<CommitMaildropResponse> out) {
            committing.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (commitsFail) {
                out.onError(Status.DEADLINE_EXCEEDED.asRuntimeException());
                return;
            }
            synchronized (FakeMailboxServer.this) {
                if (!holds(request.getToken())) {
                    refuse(out, Refusal.MAILDROP_LOST);
                    return;
                }
                List<Long> bounds = request.getDeleted().getBoundsList();
                for (int i = 0; i < bounds.size(); i += 2) {
                    long first = bounds.get(i);
                    long last = bounds.get(i + 1);
                    entries.removeIf(e -> e.getUid() >= first && e.getUid() <= last);
                }
                holder = Optional.empty();
                answer(out, CommitMaildropResponse.getDefaultInstance());
            }
        }

        @Override
        public void release(ReleaseMaildropRequest request, StreamObserver<ReleaseMaildropResponse> out) {
            synchronized (FakeMailboxServer.this) {
                if (holds(request.getToken())) {
                    holder = Optional.empty();
                }
                answer(out, ReleaseMaildropResponse.getDefaultInstance());
            }
        }

        private boolean holds(ByteString token) {
            return holder.isPresent() && holder.get().equals(token);
        }
    }

    private static boolean isAmong(long uid, List<Long> bounds) {
        for (int i = 0; i < bounds.size(); i += 2) {
            if (uid >= bounds.get(i) && uid <= bounds.get(i + 1)) {
                return true;
            }
        }
        return false;
    }

    private final class Messages extends MessagesGrpc.MessagesImplBase {
        @Override
        public void fetch(FetchRequest request, StreamObserver<FetchBatch> out) {
            synchronized (FakeMailboxServer.this) {
                FetchBatch.Builder batch = FetchBatch.newBuilder();
                for (MaildropEntry entry : entries) {
                    if (isAmong(entry.getUid(), request.getUids().getBoundsList())) {
                        batch.addRows(MessageRow.newBuilder()
                                .setUid(entry.getUid())
                                .setBodyId(entry.getBodyId())
                                .setBlob(entry.getBlob()));
                    }
                }
                answer(out, batch.build());
            }
        }
    }
}
