package org.packetboat.net.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.packetboat.net.metrics.ProtocolMetrics;
import org.packetboat.net.proxy.StrayHeader;
import org.packetboat.net.tls.TlsLimitException;

/** The end of a socket's pipeline: what comes goes to its connection, once there is one. Event loop. */
final class SocketHandler extends ChannelInboundHandlerAdapter {
    private static final System.Logger LOG = System.getLogger(SocketHandler.class.getName());

    private final ProtocolMetrics metrics;
    private @Nullable Connection connection;
    private @Nullable Handshake handshake;
    private @Nullable StrayHeader beginning = new StrayHeader();

    /** Hears how a TLS handshake ended. */
    @FunctionalInterface
    interface Handshake {
        /** @param failure {@code null} when it succeeded */
        void done(@Nullable Throwable failure);
    }

    SocketHandler(ProtocolMetrics metrics) {
        this.metrics = metrics;
    }

    void attach(Connection opened) {
        connection = opened;
    }

    void awaitHandshake(Handshake awaited) {
        handshake = awaited;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof ByteBuf octets) {
                if (isStrayHeader(octets)) {
                    metrics.limitHit("proxy_header");
                    context.close();
                    return;
                }
                receive(octets);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private boolean isStrayHeader(ByteBuf octets) {
        StrayHeader header = beginning;
        if (header == null) {
            return false;
        }
        StrayHeader.Verdict verdict = header.look(octets);
        if (verdict != StrayHeader.Verdict.UNDECIDED) {
            beginning = null;
        }
        return verdict == StrayHeader.Verdict.FOUND;
    }

    private void receive(ByteBuf octets) {
        Connection attached = connection;
        if (attached != null) {
            byte[] copy = new byte[octets.readableBytes()];
            octets.readBytes(copy);
            metrics.received(copy.length);
            attached.receive(ByteBuffer.wrap(copy));
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        switch (event) {
            case ChannelInputShutdownEvent _ -> inputEnded(context);
            case SslCloseCompletionEvent _ -> inputEnded(context);
            case SslHandshakeCompletionEvent done -> handshakeDone(done.cause());
            default -> context.fireUserEventTriggered(event);
        }
    }

    private void inputEnded(ChannelHandlerContext context) {
        Connection attached = connection;
        if (attached == null) {
            context.close();
        } else {
            attached.inputEnded();
        }
    }

    private void handshakeDone(@Nullable Throwable failure) {
        Handshake awaited = handshake;
        handshake = null;
        if (awaited != null) {
            awaited.done(failure);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        Connection attached = connection;
        if (attached != null) {
            attached.drained();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        handshakeDone(new ClosedChannelException());
        Connection attached = connection;
        if (attached != null) {
            attached.socketClosed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Connection attached = connection;
        if (cause.getCause() instanceof TlsLimitException met) {
            metrics.limitHit(met.limit());
        }
        LOG.log(
                Level.DEBUG,
                () -> "socket failed conn=" + (attached == null ? "-" : attached.id()) + " reason="
                        + Failures.kinds(cause));
        // A reset, or records that are no TLS: there is nobody to say goodbye to.
        context.channel().unsafe().close(context.newPromise());
    }
}
