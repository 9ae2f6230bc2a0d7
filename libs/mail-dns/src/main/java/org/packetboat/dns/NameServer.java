package org.packetboat.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.SimpleResolver;

/**
 * One that may itself be known by name: it is looked up beside the questions, the system's way, again and again, so that one whose name means nothing yet, or
 * something else later, is found without a restart. Until then it has not answered.
 */
final class NameServer extends SimpleResolver {
    private static final long KNOWN_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long SILENT_NANOS = Duration.ofSeconds(30).toNanos();

    private final HostNames names;
    private final InetSocketAddress server;
    private final LongSupplier nanoTime;
    private CompletableFuture<Void> lookup = CompletableFuture.completedFuture(null);
    private long lookedUpAt;
    private volatile long heardAt;
    private volatile long silentUntil;

    /** What the system knows of names; blocks. */
    interface HostNames {
        InetAddress address(String host) throws UnknownHostException;
    }

    /** @param server looked up only if it is unresolved */
    NameServer(InetSocketAddress server, HostNames names, LongSupplier nanoTime) {
        super(server);
        this.server = server;
        this.names = names;
        this.nanoTime = nanoTime;
        this.lookedUpAt = nanoTime.getAsLong() - KNOWN_NANOS;
        this.heardAt = lookedUpAt;
        this.silentUntil = nanoTime.getAsLong();
    }

    /** The timeout is kept here: dnsjava looks at the time once a second when nothing arrives. */
    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        long sentAt = nanoTime.getAsLong();
        return found().thenCompose(_ -> super.sendAsync(query, executor))
                .orTimeout(getTimeout().toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((answer, _) -> ended(sentAt, answer));
    }

    private void ended(long sentAt, @Nullable Message answer) {
        long now = nanoTime.getAsLong();
        if (answer != null) {
            heardAt = now;
            silentUntil = now;
        } else if (heardAt - sentAt < 0) {
            silentUntil = now + SILENT_NANOS;
        }
    }

    /** Whether it answered nothing, whatever it might have said, while a question waited for it a moment ago. A slow domain makes no silent server. */
    boolean isSilent() {
        return nanoTime.getAsLong() - silentUntil < 0;
    }

    private synchronized CompletableFuture<Void> found() {
        if (!server.isUnresolved()) {
            return lookup;
        }
        long now = nanoTime.getAsLong();
        if (lookup.isDone() && now - lookedUpAt >= KNOWN_NANOS) {
            lookedUpAt = now;
            lookup = CompletableFuture.runAsync(this::lookUp, NameServer::onItsOwn);
        }
        return getAddress().isUnresolved() ? lookup : CompletableFuture.completedFuture(null);
    }

    /** The system's resolver would hold a carrier of virtual threads. */
    private static void onItsOwn(Runnable task) {
        Thread.ofPlatform().daemon().name("name-server-lookup").start(task);
    }

    private void lookUp() {
        try {
            setAddress(new InetSocketAddress(names.address(server.getHostString()), server.getPort()));
        } catch (UnknownHostException e) {
            throw new CompletionException(e);
        }
    }
}
