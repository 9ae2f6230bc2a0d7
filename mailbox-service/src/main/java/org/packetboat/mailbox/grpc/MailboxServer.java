package org.packetboat.mailbox.grpc;

import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.packetboat.contracts.mailbox.DirectoryGrpc;
import org.packetboat.contracts.mailbox.MailboxesGrpc;
import org.packetboat.contracts.mailbox.MessagesGrpc;

/**
 * The listener of the mailbox API. Each call runs on a virtual thread of its own, but for those that need not wait. It listens before the
 * database is reachable: calls then fail as unavailable, and callers repeat them.
 */
public final class MailboxServer implements AutoCloseable {
    /** One call delivers a batch of messages with their header sections. */
    private static final int MAX_INBOUND_OCTETS = 64 << 20;

    private static final int FLOW_CONTROL_WINDOW = 4 << 20;

    private static final Set<String> QUICK = Set.of(
            MessagesGrpc.getStoreMethod().getFullMethodName(),
            MessagesGrpc.getAppendMethod().getFullMethodName(),
            MailboxesGrpc.getAdmitMethod().getFullMethodName(),
            DirectoryGrpc.getResolveMethod().getFullMethodName());

    private final ExecutorService executor;
    private final Server server;

    private MailboxServer(ExecutorService executor, Server server) {
        this.executor = executor;
        this.server = server;
    }

    /** What is served. */
    public record Services(
            DirectoryService directory,
            MailboxesService mailboxes,
            MaildropService maildrop,
            MessagesService messages,
            LedgerService ledger) {
        private List<BindableService> all() {
            return List.of(directory, mailboxes, maildrop, messages, ledger);
        }
    }

    /**
     * @param eventLoops the database's too, so that a call and its statement need not change threads
     * @param address with port 0 for any free one
     * @param tls without it nothing is encrypted, and everybody may call
     */
    public static MailboxServer start(
            EventLoopGroup eventLoops,
            InetSocketAddress address,
            Optional<SslContext> tls,
            Services services,
            BooleanSupplier isReady,
            MeterRegistry metrics)
            throws IOException {
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        NettyServerBuilder builder = NettyServerBuilder.forAddress(address)
                .channelType(NioServerSocketChannel.class)
                .bossEventLoopGroup(eventLoops)
                .workerEventLoopGroup(eventLoops)
                .executor(executor)
                .callExecutor(new EventLoopCalls(executor))
                .maxInboundMessageSize(MAX_INBOUND_OCTETS)
                .initialFlowControlWindow(FLOW_CONTROL_WINDOW)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
        tls.ifPresent(builder::sslContext);
        services.all().forEach(builder::addService);
        // The last one is asked first.
        builder.intercept(new ReadyGate(isReady));
        builder.intercept(new CallMetrics(metrics));
        return new MailboxServer(executor, builder.build().start());
    }

    /** The quick ones never block and stay on their event loop; all others are code that waits. */
    private record EventLoopCalls(Executor others) implements ServerCallExecutorSupplier {
        @Override
        public <Q, R> Executor getExecutor(ServerCall<Q, R> call, Metadata metadata) {
            return QUICK.contains(call.getMethodDescriptor().getFullMethodName()) ? Runnable::run : others;
        }
    }

    public int port() {
        return server.getPort();
    }

    /** Lets calls under way end for a while, then cancels them. */
    @Override
    public void close() throws InterruptedException {
        server.shutdown();
        if (!server.awaitTermination(3, TimeUnit.SECONDS)) {
            server.shutdownNow();
            server.awaitTermination(1, TimeUnit.SECONDS);
        }
        executor.shutdownNow();
    }
}
