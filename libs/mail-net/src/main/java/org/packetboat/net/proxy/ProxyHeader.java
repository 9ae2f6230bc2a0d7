package org.packetboat.net.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the header with which a load balancer begins a connection (PROXY protocol, versions 1 and 2), then takes itself out of the
 * pipeline. What is no header, or does not come in time, closes the connection. Event loop.
 */
public final class ProxyHeader extends ChannelInboundHandlerAdapter {
    static final byte[] VERSION_1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    static final byte[] VERSION_2 = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
    /** No header ends before; what comes after so many octets is the decoder's to judge. */
    private static final int SHORTEST = 14;
    /** Most octets of additional fields in version 2; they are not looked at. */
    private static final int FIELD_OCTETS = 4096;

    /**
     * A client whose address the balancer does not tell, because it does not know it or because it speaks for itself (its health checks). No
     * rule about networks may take it for the balancer, nor for anybody else: it is in no {@link org.packetboat.mail.network.NetworkSet}.
     */
    private static final InetAddress NOBODY = InetAddress.ofLiteral("0.0.0.0");

    private final Duration patience;
    private final Listener listener;
    private final Signature signature = new Signature();
    private @Nullable Future<?> deadline;

    /** Hears how it ended: one of the two, once. */
    public interface Listener {
        /** @param client 0.0.0.0 when the header does not say */
        void accepted(InetAddress client);

        /** The connection is being closed. */
        void rejected();
    }

    private ProxyHeader(Duration patience, Listener listener) {
        this.patience = patience;
        this.listener = listener;
    }

    /** Puts itself at the head of the pipeline. */
    public static void expect(ChannelPipeline pipeline, Duration patience, Listener listener) {
        ProxyHeader header = new ProxyHeader(patience, listener);
        pipeline.addFirst(header.signature, new HAProxyMessageDecoder(FIELD_OCTETS), header);
    }

    /** Sees at the first wrong octet what the decoder would wait for more of. Then it lets everything through. */
    private final class Signature extends ChannelInboundHandlerAdapter {
        private int seen;
        private boolean version1 = true;
        private boolean version2 = true;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof ByteBuf octets && !accepts(octets)) {
                octets.release();
                reject(context);
                return;
            }
            context.fireChannelRead(message);
        }

        private boolean accepts(ByteBuf octets) {
            int end = octets.writerIndex();
            for (int i = octets.readerIndex(); i < end && seen < SHORTEST; i++, seen++) {
                byte octet = octets.getByte(i);
                version1 &= seen < VERSION_1.length ? octet == VERSION_1[seen] : octet != '\n';
                version2 &= seen >= VERSION_2.length || octet == VERSION_2[seen];
                if (!version1 && !version2) {
                    return false;
                }
            }
            return true;
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        deadline = context.executor().schedule(() -> reject(context), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof HAProxyMessage header)) {
            ReferenceCountUtil.release(message);
            return;
        }
        try {
            if (header.command() == HAProxyCommand.LOCAL) {
                accept(context, NOBODY);
                return;
            }
            switch (header.proxiedProtocol()) {
                case TCP4, TCP6 -> accept(context, InetAddress.ofLiteral(header.sourceAddress()));
                case UNKNOWN -> accept(context, NOBODY);
                case UDP4, UDP6, UNIX_STREAM, UNIX_DGRAM -> reject(context);
            }
        } finally {
            header.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        reject(context);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        reject(context);
        context.fireChannelInactive();
    }

    private void accept(ChannelHandlerContext context, InetAddress client) {
        if (decided()) {
            context.pipeline().remove(signature);
            context.pipeline().remove(this);
            listener.accepted(client);
        }
    }

    private void reject(ChannelHandlerContext context) {
        if (decided()) {
            listener.rejected();
            context.close();
        }
    }

    /** Whether this is the first decision. */
    private boolean decided() {
        Future<?> pending = deadline;
        deadline = null;
        if (pending == null) {
            return false;
        }
        pending.cancel(false);
        return true;
    }
}
