package org.packetboat.net.server;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.packetboat.net.limits.ConnectionLimits;
import org.packetboat.net.metrics.ProtocolMetrics;
import org.packetboat.net.proxy.ProxyHeader;
import org.packetboat.net.tls.ServerTls;
import org.packetboat.net.tls.TlsSession;

/**
 * What happens to a socket of one listener before it is a connection: the header of the load balancer, the limits, the TLS handshake. Event
 * loop.
 */
final class Reception extends ChannelInitializer<SocketChannel> {
    private final ListenerOptions options;
    private final ConnectionLimits limits;
    private final SessionFactory sessions;
    private final ProtocolMetrics metrics;
    private final Opener opener;

    /** Makes the connection. */
    @FunctionalInterface
    interface Opener {
        Connection open(SocketLink link, Connection.Endpoints endpoints, @Nullable TlsSession tls);
    }

    Reception(
            ListenerOptions options,
            ConnectionLimits limits,
            SessionFactory sessions,
            ProtocolMetrics metrics,
            Opener opener) {
        this.options = options;
        this.limits = limits;
        this.sessions = sessions;
        this.metrics = metrics;
        this.opener = opener;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        InetSocketAddress remote = channel.remoteAddress();
        InetSocketAddress local = channel.localAddress();
        if (remote == null || local == null) {
            channel.close();
            return;
        }
        SocketHandler handler = new SocketHandler(metrics);
        channel.pipeline().addLast(SocketLink.CONNECTION, handler);
        if (options.proxies().contains(remote.getAddress())) {
            ProxyHeader.expect(channel.pipeline(), options.timeouts().command(), new ProxyHeader.Listener() {
                @Override
                public void accepted(@Nullable InetSocketAddress client) {
                    admit(channel, handler, new Connection.Endpoints(client == null ? remote : client, local));
                }

                @Override
                public void rejected() {
                    metrics.limitHit("proxy_header");
                }
            });
        } else {
            admit(channel, handler, new Connection.Endpoints(remote, local));
        }
    }

    private void admit(SocketChannel channel, SocketHandler handler, Connection.Endpoints endpoints) {
        SocketLink link = new SocketLink(channel, metrics);
        ConnectionLimits.Admission admission = limits.enter(endpoints.remote().getAddress());
        if (admission != ConnectionLimits.Admission.ADMITTED) {
            metrics.limitHit(admission.name().toLowerCase(Locale.ROOT));
            turnAway(link, admission);
            return;
        }
        if (options.encryption() instanceof Encryption.Implicit(ServerTls tls)) {
            shakeHands(channel, handler, endpoints, tls);
        } else {
            handler.attach(opener.open(link, endpoints, null));
        }
    }

    private void turnAway(SocketLink link, ConnectionLimits.Admission admission) {
        if (options.encryption() instanceof Encryption.Implicit) {
            // Words would cost a handshake.
            link.close();
        } else {
            link.sendAndClose(sessions.refusal(admission));
        }
    }

    private void shakeHands(
            SocketChannel channel, SocketHandler handler, Connection.Endpoints endpoints, ServerTls tls) {
        if (!tls.isReady()) {
            metrics.handshakeFailed(options.name(), "no_certificate");
            limits.leave(endpoints.remote().getAddress());
            channel.close();
            return;
        }
        SslHandler ssl = tls.handler(channel.alloc(), ServerTls.Start.AT_ONCE);
        handler.awaitHandshake(failure -> {
            if (failure == null) {
                TlsSession session = new TlsSession(ssl.engine().getSession());
                metrics.handshake(options.name(), session);
                handler.attach(opener.open(new SocketLink(channel, metrics), endpoints, session));
            } else {
                metrics.handshakeFailed(options.name(), failure);
                limits.leave(endpoints.remote().getAddress());
                channel.close();
            }
        });
        channel.pipeline().addBefore(SocketLink.CONNECTION, SocketLink.TLS, ssl);
    }
}
