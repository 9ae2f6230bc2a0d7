package org.packetboat.pop3;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.packetboat.mail.network.NetworkSet;
import org.packetboat.net.server.Encryption;
import org.packetboat.net.server.ListenerOptions;
import org.packetboat.net.tls.ServerKeys;
import org.packetboat.net.tls.ServerTls;
import org.packetboat.pop3.session.Link;
import org.packetboat.testkit.tls.TestCa;

/** A listener whose connections are what a test wants. */
final class TestListener implements AutoCloseable {
    private static final TestCa CA = new TestCa("pop3");
    private static final TestCa.Issued CERTIFICATE = CA.server("127.0.0.1");

    private final ServerTls tls = new ServerTls(Duration.ofSeconds(10));
    private final Pop3Listener listener;
    private final Link link;
    private final int port;

    TestListener(Vertx vertx, Link link, Pop3Listener.Backing backing) {
        this(vertx, link, backing, ListenerOptions.Timeouts.DEFAULTS);
    }

    TestListener(Vertx vertx, Link link, Pop3Listener.Backing backing, ListenerOptions.Timeouts timeouts) {
        this.link = link;
        tls.use(new ServerKeys(List.of(new ServerKeys.Identity(CERTIFICATE.key(), CERTIFICATE.chain()))), null);
        ListenerOptions options =
                ListenerOptions.of("pop3", "127.0.0.1", 0).with(encryption()).with(timeouts);
        if (!link.takesPasswords() || link == Link.TLS) {
            options = options.withClearTextLogins(NetworkSet.EMPTY);
        }
        listener = new Pop3Listener(vertx, List.of(options), backing, Duration.ZERO, new SimpleMeterRegistry());
        port = listener.start().getFirst();
    }

    private Encryption encryption() {
        return switch (link) {
            case CLEAR, CLEAR_ALLOWED -> new Encryption.None();
            case STARTTLS, STARTTLS_ALLOWED -> new Encryption.OnRequest(tls);
            case TLS -> new Encryption.Implicit(tls);
        };
    }

    /** Greeted. */
    Pop3Client connect() throws IOException {
        return connect(new Socket());
    }

    /** Greeted, over a socket that is not connected yet. */
    Pop3Client connect(Socket socket) throws IOException {
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        Pop3Client client = new Pop3Client(socket);
        if (link == Link.TLS) {
            encrypt(client);
        }
        client.reply();
        return client;
    }

    int port() {
        return port;
    }

    /** Shakes hands after STLS. */
    static void encrypt(Pop3Client client) throws IOException {
        client.encrypt(CA.context((TestCa.Issued) null));
    }

    Pop3Listener listener() {
        return listener;
    }

    @Override
    public void close() {
        listener.close();
        tls.close();
    }
}
