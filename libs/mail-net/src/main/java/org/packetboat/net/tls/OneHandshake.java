package org.packetboat.net.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * TLS with one handshake for each connection. In TLS 1.2 a client may ask for another at any time (RFC 5246 §7.4.1.1), which costs it nothing
 * and us a signature; the JDK would do it. Event loop.
 */
final class OneHandshake extends SslHandler {
    /** Content type of a record (RFC 5246 §6.2.1). In TLS 1.3 all that follows the handshake is application data to the eye. */
    private static final int HANDSHAKE = 22;

    OneHandshake(SSLEngine engine, boolean startTls, Executor tasks) {
        super(engine, startTls, tasks);
    }

    /** Called with the beginning of a record. */
    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws SSLException {
        if (handshakeFuture().isSuccess() && in.isReadable() && in.getUnsignedByte(in.readerIndex()) == HANDSHAKE) {
            in.skipBytes(in.readableBytes());
            throw new RenegotiationException();
        }
        super.decode(context, in, out);
    }

    /** What a task of the handshake says after the connection is gone interests nobody, least of all the end of the pipeline. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
        if (!context.isRemoved()) {
            super.exceptionCaught(context, cause);
        }
    }
}
