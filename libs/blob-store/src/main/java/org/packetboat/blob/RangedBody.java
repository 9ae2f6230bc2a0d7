package org.packetboat.blob;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.packetboat.contracts.body.BlobRef;

/** A body that is too large for memory: read in chunks, none of which is cached. */
final class RangedBody implements Body {
    private final BlobStore store;
    private final BodyKey key;
    private final BlobResolver resolver;
    private final int chunkOctets;
    private final AheadBudget budget;
    private volatile BlobRef blob;
    private volatile boolean resolved;

    RangedBody(BlobStore store, BodyRequest request, BlobResolver resolver, int chunkOctets, AheadBudget budget) {
        this.store = store;
        this.key = request.key();
        this.blob = request.blob();
        this.resolver = resolver;
        this.chunkOctets = chunkOctets;
        this.budget = budget;
    }

    @Override
    public BodyKey key() {
        return key;
    }

    @Override
    public long size() {
        return blob.getLength();
    }

    @Override
    public ByteBuffer read(long offset, int length) throws InterruptedException {
        Objects.checkFromIndexSize(offset, length, size());
        return ByteBuffer.wrap(load(offset, length));
    }

    @Override
    public void transfer(long offset, long length, OctetSink sink) throws InterruptedException {
        Objects.checkFromIndexSize(offset, length, size());
        long end = offset + length;
        Ahead ahead = null;
        try {
            for (long position = offset; position < end; ) {
                int count = (int) Math.min(chunkOctets, end - position);
                byte[] chunk = ahead == null ? load(position, count) : Flights.await(ahead.chunk);
                if (ahead != null) {
                    ahead.arrived();
                }
                position += count;
                ahead = position < end ? readAhead(position, (int) Math.min(chunkOctets, end - position)) : null;
                sink.accept(ByteBuffer.wrap(chunk));
            }
        } finally {
            if (ahead != null) {
                ahead.abandon();
            }
        }
    }

    private @Nullable Ahead readAhead(long position, int count) {
        return budget.tryTake(count) ? new Ahead(position, count) : null;
    }

    private byte[] load(long position, int count) throws InterruptedException {
        StoreCalls.current().add(1);
        return fetch(position, count);
    }

    private byte[] fetch(long position, int count) throws InterruptedException {
        BlobRef place = blob;
        try {
            return store.get(place.getObjectKey(), place.getOffset() + position, count);
        } catch (NoSuchObjectException gone) {
            BlobRef now = moved(place, gone);
            return store.get(now.getObjectKey(), now.getOffset() + position, count);
        }
    }

    private BlobRef moved(BlobRef from, NoSuchObjectException gone) throws InterruptedException {
        if (resolved) {
            if (blob.equals(from)) {
                throw gone;
            }
            return blob;
        }
        resolved = true;
        Optional<BlobRef> now = resolver.resolve(key);
        blob = now.orElseThrow(() -> gone);
        return blob;
    }

    private final class Ahead {
        private final int count;
        private final CompletableFuture<byte[]> chunk = new CompletableFuture<>();
        private final Thread thread;

        Ahead(long position, int count) {
            this.count = count;
            StoreCalls.current().add(1);
            this.thread = Thread.ofVirtual().name("body-chunk").start(() -> run(position));
        }

        private void run(long position) {
            try {
                chunk.complete(fetch(position, count));
            } catch (RuntimeException | InterruptedException e) {
                chunk.completeExceptionally(e);
            }
        }

        void arrived() {
            budget.giveBack(count);
        }

        // The octets are the budget's until the request has ended.
        void abandon() {
            thread.interrupt();
            var unused = chunk.whenComplete((octets, failure) -> budget.giveBack(count));
        }
    }
}
