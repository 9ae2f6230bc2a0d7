package org.packetboat.net.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * TLS with one handshake for each connection. In TLS 1.2 a client may ask for another at any time (RFC 5246 §7.4.1.1), which costs it nothing
 * and us a signature; the JDK would do it. In TLS 1.3 it may ask for new keys at any time (RFC 8446 §4.6.3), and each time is owed an answer,
 * which nobody paces: a client that asks and asks and reads nothing would fill our memory. Event loop.
 */
final class OneHandshake extends SslHandler {
    /** Content type of a record (RFC 5246 §6.2.1). In TLS 1.3 all that follows the handshake is application data to the eye. */
    private static final int HANDSHAKE = 22;
    /** More than a session ever has on its way, since it waits while the socket takes nothing: the rest are answers of TLS itself. */
    private static final long MOST_PENDING_OCTETS = 256 * 1024L;

    /** New keys are for every few gigabytes (RFC 8446 §5.5). */
    private static final int MOST_IDLE_RECORDS = 1_000;

    /** Records in a row without data. */
    private int idleRecords;

    private boolean dataCame;

    OneHandshake(SSLEngine engine, boolean startTls, Executor tasks) {
        super(engine, startTls, tasks);
    }

    /** Hears of data. It stays when TLS is taken away, and does nothing then. */
    private final class Data extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            dataCame = true;
            context.fireChannelRead(message);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) throws Exception {
        context.pipeline().addAfter(context.name(), null, new Data());
        super.handlerAdded(context);
    }

    /** Called with the beginning of a record. */
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws SSLException {
        boolean isEstablished = handshakeFuture().isSuccess();
        if (isEstablished && in.isReadable() && in.getUnsignedByte(in.readerIndex()) == HANDSHAKE) {
            throw limit(in, "renegotiation");
        }
        int before = in.readerIndex();
        super.decode(context, in, out);
        if (isEstablished && in.readerIndex() != before && asksTooMuch(context)) {
            throw limit(in, "key_update");
        }
    }

    /** A record was read. */
    private boolean asksTooMuch(ChannelHandlerContext context) {
        idleRecords = dataCame ? 0 : idleRecords + 1;
        dataCame = false;
        ChannelOutboundBuffer pending = context.channel().unsafe().outboundBuffer();
        return idleRecords > MOST_IDLE_RECORDS
                || pending != null && pending.totalPendingWriteBytes() > MOST_PENDING_OCTETS;
    }

    private static TlsLimitException limit(ByteBuf in, String name) {
        in.skipBytes(in.readableBytes());
        return new TlsLimitException(name);
    }

    /** What a task of the handshake says after the connection is gone interests nobody, least of all the end of the pipeline. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
        if (!context.isRemoved()) {
            super.exceptionCaught(context, cause);
        }
    }
}
