package org.packetboat.net.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import org.packetboat.net.flow.ChunkQueue;
import org.packetboat.net.flow.OctetSink;
import org.packetboat.net.metrics.ProtocolMetrics;

/** The socket as the lane sees it. Every method may be called from any thread and returns at once. */
final class SocketLink implements OctetSink, ChunkQueue.Source {
    private final Channel channel;
    private final ProtocolMetrics metrics;

    SocketLink(Channel channel, ProtocolMetrics metrics) {
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

    @Override
    public void stalled() {
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

    /** Sends what was written, then ends the output. The input is read and dropped until the client ends it too. */
    void finish(Runnable onFinished) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (written.isSuccess() && channel instanceof DuplexChannel duplex && !duplex.isInputShutdown()) {
                duplex.shutdownOutput().addListener(ended -> onFinished.run());
                resume();
            } else {
                close();
            }
        });
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
