package org.packetboat.blob;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/**
 * The HTTP client under the MinIO client. The client's own default does a sixth of the requests that this one does: it waits for delayed
 * acknowledgements (no {@code TCP_NODELAY}) and runs five requests at once. It has no retries: callers know when repeating makes sense.
 */
final class StoreHttp {
    private static final int REQUESTS_AT_ONCE = 64;

    private StoreHttp() {}

    static OkHttpClient client(BlobStoreOptions options) {
        Dispatcher dispatcher = new Dispatcher(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("object-store-", 0).factory()));
        dispatcher.setMaxRequests(REQUESTS_AT_ONCE);
        dispatcher.setMaxRequestsPerHost(REQUESTS_AT_ONCE);
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectionPool(new ConnectionPool(REQUESTS_AT_ONCE / 2, 1, TimeUnit.MINUTES))
                .socketFactory(new NoDelaySocketFactory())
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectTimeout(options.connectTimeout())
                .readTimeout(options.callTimeout())
                .writeTimeout(options.callTimeout())
                .callTimeout(options.callTimeout());
        options.certificateAuthority().ifPresent(file -> {
            StoreTrust trust = StoreTrust.of(file);
            builder.sslSocketFactory(trust.sockets(), trust.manager());
        });
        return builder.build();
    }

    /** Shares connections and dispatcher with {@code client}. A store may be silent for all of the time: it reads a part, and writes it before it answers. */
    static OkHttpClient withCallTimeout(OkHttpClient client, Duration timeout) {
        return client.newBuilder()
                .readTimeout(timeout)
                .writeTimeout(timeout)
                .callTimeout(timeout)
                .build();
    }

    private static final class NoDelaySocketFactory extends SocketFactory {
        @Override
        public Socket createSocket() throws IOException {
            Socket socket = new NoDelaySocket();
            socket.setTcpNoDelay(true);
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException("unconnected sockets only");
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw new UnsupportedOperationException("unconnected sockets only");
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException("unconnected sockets only");
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
            throw new UnsupportedOperationException("unconnected sockets only");
        }
    }

    // Some platforms forget the option when it is set before the connection is made.
    private static final class NoDelaySocket extends Socket {
        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            super.connect(endpoint, timeout);
            setTcpNoDelay(true);
        }
    }
}
