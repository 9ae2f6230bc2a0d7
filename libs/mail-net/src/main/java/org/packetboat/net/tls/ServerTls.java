package org.packetboat.net.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A server's TLS: 1.2 and 1.3, forward secrecy and authenticated encryption alone (RFC 8314 §4.1, RFC 9325 §4). The certificates can be
 * replaced at any time; connections that are open keep theirs. Signatures and key agreements run on a few threads of their own, so that a
 * storm of handshakes does not hold up the event loops. Thread-safe.
 */
public final class ServerTls implements AutoCloseable {
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
    private static final int IDLE_SECONDS = 10;

    private final Duration handshakeTimeout;
    private final ExecutorService handshakes;
    private volatile @Nullable SslContext context;

    /** Without certificates every handshake fails; {@link #use} brings them. */
    public ServerTls(Duration handshakeTimeout) {
        this.handshakeTimeout = handshakeTimeout;
        int threads = Runtime.getRuntime().availableProcessors();
        // Bounded by the listener's connections: each has one handshake at most.
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("tls-", 0).daemon().factory());
        pool.allowCoreThreadTimeOut(true);
        handshakes = pool;
    }

    /**
     * Uses these certificates for handshakes from now on.
     *
     * @param clientTrust whose certificates clients may show; {@code null}: none is asked for
     * @throws IllegalArgumentException when they cannot be used; what was in use stays
     */
    public void use(ServerKeys keys, @Nullable TrustManagerFactory clientTrust) {
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(keys)
                    .sslProvider(SslProvider.JDK)
                    .protocols(PROTOCOLS)
                    .ciphers(CIPHERS);
            if (clientTrust != null) {
                builder.trustManager(clientTrust).clientAuth(ClientAuth.OPTIONAL);
            }
            context = builder.build();
        } catch (SSLException e) {
            throw new IllegalArgumentException("certificates cannot be used", e);
        }
    }

    /** Whether there are certificates. */
    public boolean isReady() {
        return context != null;
    }

    /**
     * The handler of one connection.
     *
     * @throws IllegalStateException without certificates
     */
    public SslHandler handler(ByteBufAllocator allocator, Start start) {
        SslContext current = context;
        if (current == null) {
            throw new IllegalStateException("no certificate");
        }
        SslHandler handler =
                new OneHandshake(current.newEngine(allocator), start == Start.AFTER_FIRST_WRITE, handshakes);
        handler.setHandshakeTimeoutMillis(handshakeTimeout.toMillis());
        // A client that does not answer our close_notify is not waited for.
        handler.setCloseNotifyReadTimeoutMillis(0);
        return handler;
    }

    /** When the handshake begins. */
    public enum Start {
        /** With the connection. */
        AT_ONCE,
        /** After the go-ahead of STARTTLS, which is still sent in the clear. */
        AFTER_FIRST_WRITE
    }

    @Override
    public void close() {
        handshakes.shutdownNow();
    }
}
