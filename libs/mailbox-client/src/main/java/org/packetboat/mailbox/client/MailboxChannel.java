package org.packetboat.mailbox.client;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A process's connection to the mailbox service; thread-safe, made once, closed at the end of the process.
 *
 * <p>Its clients block and are meant for virtual threads. Every call ends within its deadline (10 s unless a client was made with another)
 * and is repeated until then while the service does not answer, a mutating one with the same operation id, so that it happens once. They throw
 * {@code RefusedException} when the service refused, {@code UnavailableException} when it did not answer in time (the outcome of a mutating
 * call is then unknown), and {@link InterruptedException} when the thread was interrupted, which cancels the call.
 */
public final class MailboxChannel implements AutoCloseable {
    /** How long a call may take, repeats included. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

    private static final int MAX_INBOUND_OCTETS = 64 << 20;
    private static final int FLOW_CONTROL_WINDOW = 4 << 20;

    private final EventLoopGroup eventLoop;
    private final ManagedChannel channel;
    private final Caller caller;

    private MailboxChannel(MailboxEndpoint endpoint, Duration deadline) {
        eventLoop = new NioEventLoopGroup(1, new DefaultThreadFactory("mailbox-client", true));
        NettyChannelBuilder builder = NettyChannelBuilder.forTarget("dns:///" + endpoint.address())
                .channelType(NioSocketChannel.class)
                .eventLoopGroup(eventLoop)
                .directExecutor()
                .defaultLoadBalancingPolicy("round_robin")
                .disableRetry()
                .maxInboundMessageSize(MAX_INBOUND_OCTETS)
                .initialFlowControlWindow(FLOW_CONTROL_WINDOW)
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS)
                .keepAliveWithoutCalls(true);
        endpoint.tls().ifPresentOrElse(builder::sslContext, builder::usePlaintext);
        channel = builder.build();
        caller = new Caller(channel, new OperationIds(), new Reconnector(channel), deadline);
    }

    /** A channel in plaintext to {@code host:port}; connects when first used. */
    public static MailboxChannel to(String address) {
        return to(MailboxEndpoint.plaintext(address));
    }

    /** Connects when first used. */
    public static MailboxChannel to(MailboxEndpoint endpoint) {
        return new MailboxChannel(endpoint, DEFAULT_DEADLINE);
    }

    /** With another default deadline. */
    public static MailboxChannel to(MailboxEndpoint endpoint, Duration deadline) {
        return new MailboxChannel(endpoint, deadline);
    }

    /** Addresses and passwords. */
    public DirectoryClient directory() {
        return new DirectoryClient(caller);
    }

    /** Mailboxes and their names. */
    public MailboxesClient mailboxes() {
        return new MailboxesClient(caller);
    }

    /** Messages and their flags. */
    public MessagesClient messages() {
        return new MessagesClient(caller);
    }

    /** INBOX as POP3 sees it. */
    public MaildropClient maildrop() {
        return new MaildropClient(caller);
    }

    /** Object keys. */
    public LedgerClient ledger() {
        return new LedgerClient(caller);
    }

    /** Starts connecting, so that the first call need not wait for it; returns at once. */
    public void warmUp() {
        channel.getState(true);
    }

    /** Cancels the calls under way. */
    @Override
    public void close() {
        channel.shutdownNow();
        eventLoop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
