package org.packetboat.net.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.packetboat.net.flow.ChunkQueue;
import org.packetboat.net.flow.OctetSink;
import org.packetboat.net.metrics.ProtocolMetrics;
import org.packetboat.net.tls.ServerTls;
import org.packetboat.net.tls.TlsSession;

/** The socket as the lane sees it. Every method may be called from any thread and returns at once. */
final class SocketLink implements OctetSink, ChunkQueue.Source {
    /** Names in the pipeline. */
    static final String CONNECTION = "connection";

    static final String TLS = "tls";

    private final SocketChannel channel;
    private final ProtocolMetrics metrics;
    private volatile @Nullable Runnable onStall;

    SocketLink(SocketChannel channel, ProtocolMetrics metrics) {
        this.channel = channel;
        this.metrics = metrics;
    }

    @Override
    public void send(byte[] octets, int offset, int length) {
        ByteBuf copy = channel.alloc().directBuffer(length, length);
        copy.writeBytes(octets, offset, length);
        write(copy, length);
    }

    @Override
    public void sendStable(byte[] octets, int offset, int length) {
        write(Unpooled.wrappedBuffer(octets, offset, length), length);
    }

    private void write(ByteBuf octets, int length) {
        metrics.sent(length);
        channel.writeAndFlush(octets, channel.voidPromise());
    }

    @Override
    public boolean writable() {
        return channel.isWritable();
    }

    @Override
    public boolean open() {
        return channel.isActive();
    }

    /** Who hears, on whatever thread, that the client takes nothing. */
    void onStall(Runnable listener) {
        onStall = listener;
    }

    @Override
    public void stalled() {
        Runnable listener = onStall;
        if (listener != null) {
            listener.run();
        }
        close();
    }

    @Override
    public void pause() {
        channel.config().setAutoRead(false);
    }

    @Override
    public void resume() {
        channel.config().setAutoRead(true);
    }

    /**
     * Sends the go-ahead in the clear and shakes hands, provided that nothing has come behind the command that asked for it: from the moment
     * of that check on, whatever is read is TLS.
     *
     * @param clean asked on the event loop
     * @return fails with {@link InjectedOctetsException} or with the handshake's failure
     */
    CompletableFuture<TlsSession> startTls(ServerTls tls, byte[] goAhead, BooleanSupplier clean) {
        CompletableFuture<TlsSession> result = new CompletableFuture<>();
        channel.eventLoop().execute(() -> {
            if (!channel.isActive()) {
                result.completeExceptionally(new ClosedChannelException());
            } else if (!clean.getAsBoolean()) {
                result.completeExceptionally(new InjectedOctetsException());
            } else {
                encrypt(tls.handler(channel.alloc(), ServerTls.Start.AFTER_FIRST_WRITE), goAhead, result);
            }
        });
        return result;
    }

    private void encrypt(SslHandler ssl, byte[] goAhead, CompletableFuture<TlsSession> result) {
        channel.pipeline().get(SocketHandler.class).awaitHandshake(failure -> {
            if (failure == null) {
                result.complete(new TlsSession(ssl.engine().getSession()));
            } else {
                result.completeExceptionally(failure);
            }
        });
        channel.pipeline().addBefore(CONNECTION, TLS, ssl);
        metrics.sent(goAhead.length);
        channel.writeAndFlush(Unpooled.wrappedBuffer(goAhead), channel.voidPromise());
    }

    /**
     * Sends what was written, then ends the output. The input is read and dropped until the client ends it too.
     *
     * @param onFinished called when the kernel has all of it
     */
    void finish(Runnable onFinished) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            SslHandler ssl = channel.pipeline().get(SslHandler.class);
            if (!written.isSuccess()) {
                close();
            } else if (ssl == null) {
                endOutput(onFinished);
            } else {
                ssl.closeOutbound().addListener(closed -> {
                    // What still comes is dropped unread.
                    if (channel.pipeline().get(SslHandler.class) != null) {
                        channel.pipeline().remove(ssl);
                    }
                    endOutput(onFinished);
                });
            }
        });
    }

    private void endOutput(Runnable onFinished) {
        if (channel.isInputShutdown() || !channel.isActive()) {
            onFinished.run();
            close();
        } else {
            channel.shutdownOutput().addListener(ended -> onFinished.run());
            resume();
        }
    }

    /** Sends the octets and closes. */
    void sendAndClose(byte[] octets) {
        channel.writeAndFlush(Unpooled.wrappedBuffer(octets)).addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes at once. The pipeline's own close would first wait for what is unsent, and so for the client. */
    void close() {
        channel.eventLoop().execute(() -> channel.unsafe().close(channel.newPromise()));
    }
}
