package org.packetboat.mailbox.grpc;

import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.packetboat.contracts.mailbox.MessagesGrpc;

/**
 * The listener of the mailbox API. Each call runs on a virtual thread of its own. It listens before the database is reachable: calls then fail as
 * unavailable, and callers repeat them.
 */
public final class MailboxServer implements AutoCloseable {
    /** One call delivers a batch of messages with their header sections. */
    private static final int MAX_INBOUND_OCTETS = 64 << 20;

    private static final int FLOW_CONTROL_WINDOW = 4 << 20;

    private static final String STORE = MessagesGrpc.getStoreMethod().getFullMethodName();

    private final EventLoopGroup eventLoop;
    private final ExecutorService executor;
    private final Server server;

    private MailboxServer(EventLoopGroup eventLoop, ExecutorService executor, Server server) {
        this.eventLoop = eventLoop;
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

    /** @param address with port 0 for any free one */
    public static MailboxServer start(
            InetSocketAddress address, Services services, BooleanSupplier isReady, MeterRegistry metrics)
            throws IOException {
        EventLoopGroup eventLoop = new NioEventLoopGroup(1, new DefaultThreadFactory("mailbox-api", true));
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        NettyServerBuilder builder = NettyServerBuilder.forAddress(address)
                .channelType(NioServerSocketChannel.class)
                .bossEventLoopGroup(eventLoop)
                .workerEventLoopGroup(eventLoop)
                .executor(executor)
                .callExecutor(new EventLoopCalls(executor))
                .maxInboundMessageSize(MAX_INBOUND_OCTETS)
                .initialFlowControlWindow(FLOW_CONTROL_WINDOW)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
        services.all().forEach(builder::addService);
        // The last one is asked first.
        builder.intercept(new ReadyGate(isReady));
        builder.intercept(new CallMetrics(metrics));
        return new MailboxServer(eventLoop, executor, builder.build().start());
    }

    /** {@code Store} never blocks and stays on its event loop; all others are code that waits. */
    private record EventLoopCalls(Executor others) implements ServerCallExecutorSupplier {
        @Override
        public <Q, R> Executor getExecutor(ServerCall<Q, R> call, Metadata metadata) {
            return call.getMethodDescriptor().getFullMethodName().equals(STORE) ? Runnable::run : others;
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
        eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
