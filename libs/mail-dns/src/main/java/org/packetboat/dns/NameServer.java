package org.packetboat.dns;

import java.io.IOException;
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
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;

/**
 * One that may itself be known by name: it is looked up beside the questions, the system's way, again and again, so that one whose name means nothing yet, or
 * something else later, is found without a restart. Until then it has not answered.
 */
final class NameServer extends SimpleResolver {
    private static final long KNOWN_NANOS = Duration.ofSeconds(10).toNanos();

    private final HostNames names;
    private final InetSocketAddress server;
    private final LongSupplier nanoTime;
    private final WhenItFails whenItFails;
    private CompletableFuture<Void> lookup = CompletableFuture.completedFuture(null);
    private long lookedUpAt;

    /** What the system knows of names; blocks. */
    interface HostNames {
        InetAddress address(String host) throws UnknownHostException;
    }

    /** What it means that a server says that it cannot or does not want to answer (RFC 1035 §4.1.1). */
    enum WhenItFails {
        /** It has not answered. */
        ASK_NEXT,
        /** That is the answer. */
        LEAVE_IT
    }

    /** @param server looked up only if it is unresolved */
    NameServer(InetSocketAddress server, HostNames names, LongSupplier nanoTime, WhenItFails whenItFails) {
        super(server);
        this.whenItFails = whenItFails;
        this.server = server;
        this.names = names;
        this.nanoTime = nanoTime;
        this.lookedUpAt = nanoTime.getAsLong() - KNOWN_NANOS;
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        return found().thenCompose(_ -> super.sendAsync(query, executor)).thenApply(this::answered);
    }

    private Message answered(Message answer) {
        int code = answer.getRcode();
        boolean fails = code == Rcode.SERVFAIL || code == Rcode.REFUSED || code == Rcode.NOTIMP;
        if (fails && whenItFails == WhenItFails.ASK_NEXT) {
            throw new CompletionException(new IOException("a name server says " + Rcode.string(code)));
        }
        return answer;
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
        return getAddress().isUnresolved()
                ? lookup.copy().orTimeout(getTimeout().toNanos(), TimeUnit.NANOSECONDS)
                : CompletableFuture.completedFuture(null);
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
