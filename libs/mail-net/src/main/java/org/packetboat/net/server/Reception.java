package org.packetboat.net.server;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
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
    private final Arrivals arriving;
    private final RefusalLog refusals;

    /** Makes the connection. */
    @FunctionalInterface
    interface Opener {
        Connection open(SocketLink link, InetAddress client, @Nullable TlsSession tls);
    }

    Reception(
            ListenerOptions options,
            ConnectionLimits limits,
            SessionFactory sessions,
            ProtocolMetrics metrics,
            Opener opener,
            Arrivals arriving) {
        this.options = options;
        this.limits = limits;
        this.sessions = sessions;
        this.metrics = metrics;
        this.opener = opener;
        this.arriving = arriving;
        this.refusals = new RefusalLog(options.name());
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        InetSocketAddress remote = channel.remoteAddress();
        if (remote == null) {
            channel.close();
            return;
        }
        SocketHandler handler = new SocketHandler(metrics);
        channel.pipeline().addLast(SocketLink.CONNECTION, handler);
        if (options.proxies().contains(remote.getAddress())) {
            arriving.begin();
            ProxyHeader.expect(channel.pipeline(), options.timeouts().command(), new ProxyHeader.Listener() {
                @Override
                public void accepted(InetAddress client) {
                    admit(channel, handler, client);
                    arriving.end();
                }

                @Override
                public void rejected() {
                    metrics.limitHit("proxy_header");
                    refusals.balancer(remote.getAddress());
                    arriving.end();
                }
            });
        } else {
            admit(channel, handler, remote.getAddress());
        }
    }

    private void admit(SocketChannel channel, SocketHandler handler, InetAddress client) {
        SocketLink link = new SocketLink(channel, metrics);
        ConnectionLimits.Admission admission = limits.enter(client);
        if (admission != ConnectionLimits.Admission.ADMITTED) {
            String limit = admission.name().toLowerCase(Locale.ROOT);
            metrics.limitHit(limit);
            refusals.client(client, limit);
            turnAway(link, admission);
            return;
        }
        if (options.encryption() instanceof Encryption.Implicit(ServerTls tls)) {
            shakeHands(channel, handler, client, tls);
        } else {
            handler.attach(opener.open(link, client, null));
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

    private void shakeHands(SocketChannel channel, SocketHandler handler, InetAddress client, ServerTls tls) {
        if (!tls.isReady()) {
            metrics.handshakeFailed(options.name(), "no_certificate");
            refusals.client(client, "no_certificate");
            limits.leave(client);
            channel.close();
            return;
        }
        SslHandler ssl = tls.handler(channel.alloc(), ServerTls.Start.AT_ONCE);
        arriving.begin();
        handler.awaitHandshake(failure -> {
            if (failure == null) {
                TlsSession session = new TlsSession(ssl.engine().getSession());
                metrics.handshake(options.name(), session);
                handler.attach(opener.open(new SocketLink(channel, metrics), client, session));
            } else {
                refusals.client(client, "handshake_" + metrics.handshakeFailed(options.name(), failure));
                limits.leave(client);
                channel.close();
            }
            arriving.end();
        });
        channel.pipeline().addBefore(SocketLink.CONNECTION, SocketLink.TLS, ssl);
    }
}
