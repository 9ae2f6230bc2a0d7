package org.packetboat.net.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.packetboat.mail.network.NetworkSet;
import org.packetboat.net.tls.ServerKeys;
import org.packetboat.net.tls.ServerTls;
import org.packetboat.testkit.conformance.Covers;
import org.packetboat.testkit.tls.TestCa;

/** What a socket meets before its first command: TLS, load balancers, limits; and the end of a server. */
@Timeout(120)
class FrontDoorTest {
    private static final NetworkSet LOOPBACK = NetworkSet.parse(List.of("127.0.0.0/8"));
    private static final ListenerOptions OPTIONS = ListenerOptions.of("talk", "127.0.0.1", 0);
    private static final TestCa CA = new TestCa("front door");
    /** Half a second for a command, and for each piece of what belongs to one. */
    private static final ListenerOptions.Timeouts HASTY = new ListenerOptions.Timeouts(
            Duration.ofSeconds(60),
            Duration.ZERO,
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Duration.ofSeconds(60),
            1024);

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TalkSession.Probe probe = new TalkSession.Probe();
    private final ServerTls tls = new ServerTls(Duration.ofSeconds(5));
    private ProtocolServer server = server(OPTIONS);

    FrontDoorTest() {
        tls.use(keys(CA.server("one.test"), CA.server("two.test", "*.two.test")), CA.trust());
    }

    private static ServerKeys keys(TestCa.Issued... identities) {
        return new ServerKeys(Stream.of(identities)
                .map(identity -> new ServerKeys.Identity(identity.key(), identity.chain()))
                .toList());
    }

    private ProtocolServer server(ListenerOptions options) {
        return new ProtocolServer(
                vertx, "talk", List.of(options), TalkSession.factory(probe, false), meters, new SplittableRandom(1));
    }

    private int start(ListenerOptions options) {
        server = server(options);
        return server.start().getFirst();
    }

    @AfterEach
    void stop() {
        server.close();
        tls.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static SSLSocket secure(Socket plain, SSLContext context, String name) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, name, plain.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(name)));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static Client secure(int port, String name) throws IOException {
        return new Client(secure(new Socket("127.0.0.1", port), CA.context(null), name));
    }

    private double count(String meter, String... tags) {
        var found = meters.find(meter).tags(tags).counters();
        return found.stream().mapToDouble(counter -> counter.count()).sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @Covers({"RFC 9051 §11.1", "RFC 9051 §11.2"})
    void talksOverImplicitTls(String version) throws IOException {
        int port = start(OPTIONS.with(new Encryption.Implicit(tls)));
        SSLSocket socket = (SSLSocket) CA.context(null).getSocketFactory().createSocket("127.0.0.1", port);
        socket.setEnabledProtocols(new String[] {version});
        try (Client client = new Client(socket)) {
            client.send("one\r\nWHO\r\nRAW\r\n" + "x".repeat(500_000) + "!QUIT\r\n");
            assertThat(client.rest()).isEqualTo("+hello\r\n+one\r\n+127.0.0.1 TLS\r\n+go\r\n+raw 500000\r\n+bye\r\n");
        }
        assertThat(count("packetboat.tls.handshakes", "version", version)).isEqualTo(1);
    }

    /** Netty quotes records that are none, in hex: here a password. */
    @Test
    void whatIsSaidInTheClearToTlsIsInNoLog() throws Exception {
        Said said = new Said();
        Logger logger = Logger.getLogger("org.packetboat.net");
        logger.setLevel(Level.ALL);
        logger.addHandler(said);
        try {
            int implicit = start(OPTIONS.with(new Encryption.Implicit(tls)));
            try (Client client = new Client(implicit)) {
                client.send("PASS hunter2-hunter2\r\n");
                assertThat(restOf(client)).doesNotContain("hello");
            }
            server.close();
            int onRequest = start(OPTIONS.with(new Encryption.OnRequest(tls)));
            try (Client client = new Client(onRequest)) {
                client.send("TLS\r\n");
                assertThat(client.line()).isEqualTo("+hello");
                assertThat(client.line()).isEqualTo("+begin");
                client.send("PASS hunter2-hunter2\r\n");
                assertThat(restOf(client)).doesNotContain("+");
            }
            await().until(() -> count("packetboat.tls.failures", "reason", "not_tls") == 2);
        } finally {
            logger.removeHandler(said);
            logger.setLevel(null);
        }
        assertThat(said.all())
                .contains("NotSslRecordException")
                .doesNotContain("hunter2", HexFormat.of().formatHex("hunter2".getBytes(US_ASCII)));
    }

    /** Everything that is logged, with its causes. */
    private static final class Said extends Handler {
        private final StringBuffer text = new StringBuffer();

        @Override
        public void publish(LogRecord entry) {
            text.append(new SimpleFormatter().format(entry));
        }

        String all() {
            return text.toString();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** A client of TLS 1.2 could make the server shake hands again and again, which costs the server more. */
    @Test
    void doesNotShakeHandsAgain() throws IOException {
        int port = start(OPTIONS.with(new Encryption.Implicit(tls)));
        SSLSocket socket = (SSLSocket) CA.context(null).getSocketFactory().createSocket("127.0.0.1", port);
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        try (Client client = new Client(socket)) {
            client.send("one\r\n");
            assertThat(client.line()).isEqualTo("+hello");
            assertThat(client.line()).isEqualTo("+one");
            socket.startHandshake();
            assertThat(restOf(client)).doesNotContain("+");
        }
        await().untilAsserted(() -> assertThat(count("packetboat.limits.hit", "limit", "renegotiation"))
                .isEqualTo(1));
        assertThat(count("packetboat.tls.handshakes")).isEqualTo(1);
    }

    /** Each request is owed an answer, which a client that does not read leaves with the server. */
    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, 500})
    void doesNotAnswerRequestsForNewKeysForEver(int dataEvery) throws Exception {
        int port = start(OPTIONS.with(new Encryption.Implicit(tls)));
        Socket deaf = new Socket();
        deaf.setReceiveBufferSize(4096);
        deaf.connect(new InetSocketAddress("127.0.0.1", port));
        try (SSLSocket socket =
                (SSLSocket) CA.context(null).getSocketFactory().createSocket(deaf, "one.test", port, true)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.3"});
            socket.getOutputStream().write("FILL\r\n".getBytes(US_ASCII));
            probe.filled.await();
            assertThatThrownBy(() -> {
                        for (int i = 1; i < 100_000; i++) {
                            socket.startHandshake();
                            if (i % dataEvery == 0) {
                                socket.getOutputStream().write("x\r\n".getBytes(US_ASCII));
                            }
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        await().untilAsserted(() -> assertThat(count("packetboat.limits.hit", "limit", "key_update"))
                .isEqualTo(1));
    }

    @Test
    void takesNewKeys() throws IOException {
        int port = start(OPTIONS.with(new Encryption.Implicit(tls)));
        SSLSocket socket = (SSLSocket) CA.context(null).getSocketFactory().createSocket("127.0.0.1", port);
        socket.setEnabledProtocols(new String[] {"TLSv1.3"});
        try (Client client = new Client(socket)) {
            assertThat(client.line()).isEqualTo("+hello");
            socket.startHandshake();
            client.send("one\r\nQUIT\r\n");
            assertThat(client.rest()).isEqualTo("+one\r\n+bye\r\n");
        }
    }

    @Test
    void upgradesOnRequest() throws IOException {
        int port = start(OPTIONS.with(new Encryption.OnRequest(tls)).withClearTextLogins(NetworkSet.EMPTY));
        Socket plain = new Socket("127.0.0.1", port);
        Client before = new Client(plain);
        assertThat(before.line()).isEqualTo("+hello");
        before.send("WHO\r\n");
        assertThat(before.line()).isEqualTo("+127.0.0.1 CLEAR");
        before.send("TLS\r\n");
        assertThat(before.line()).isEqualTo("+begin");
        try (Client client = new Client(secure(plain, CA.context(null), "one.test"))) {
            client.send("WHO\r\nQUIT\r\n");
            assertThat(client.rest()).isEqualTo("+127.0.0.1 TLS\r\n+bye\r\n");
        }
        assertThat(probe.encrypted).hasValue(1);
    }

    @Test
    void agreesWithTheClientOnTheChannelBinding() throws Exception {
        int port = start(OPTIONS.with(new Encryption.Implicit(tls)));
        SSLSocket socket = secure(new Socket("127.0.0.1", port), CA.context(null), "one.test");
        try (Client client = new Client(socket)) {
            client.send("BINDING\r\n");
            assertThat(client.line()).isEqualTo("+hello");
            byte[] ours = ((ExtendedSSLSession) socket.getSession())
                    .exportKeyingMaterialData("EXPORTER-Channel-Binding", new byte[0], 32);
            assertThat(client.line()).isEqualTo("+" + HexFormat.of().formatHex(ours));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS\r\nWHO\r\n", "TLS\r\nW", "TLS\n\n", "one\r\nTLS\r\n\u0016"})
    @Covers("RFC 9051 §6.2.1")
    void closesWhenOctetsCameAlongWithTheRequest(String octets) throws IOException {
        int port = start(OPTIONS.with(new Encryption.OnRequest(tls)));
        try (Client client = new Client(port)) {
            assertThat(client.line()).isEqualTo("+hello");
            client.send(octets);
            assertThat(restOf(client)).doesNotContain("+begin").doesNotContain("127.0.0.1");
        }
        await().untilAsserted(() -> assertThat(count("packetboat.limits.hit", "limit", "injected_octets"))
                .isEqualTo(1));
        assertThat(probe.encrypted).hasValue(0);
    }

    /** What is left, whether the other side ends or resets. */
    private static String restOf(Client client) {
        StringBuilder text = new StringBuilder();
        try {
            while (true) {
                text.append(client.line()).append('\n');
            }
        } catch (IOException e) {
            return text.append(e.getMessage()).toString();
        }
    }

    /** The first octets of the handshake arrive with nothing between them and the go-ahead. */
    @Test
    void takesAHandshakeThatComesAtOnce() throws IOException {
        int port = start(OPTIONS.with(new Encryption.OnRequest(tls)));
        for (int i = 0; i < 200; i++) {
            Socket plain = new Socket("127.0.0.1", port);
            plain.setTcpNoDelay(true);
            Client before = new Client(plain);
            before.line();
            before.send("TLS\r\n");
            before.line();
            try (Client client = new Client(secure(plain, CA.context(null), "one.test"))) {
                client.send("QUIT\r\n");
                assertThat(client.rest()).isEqualTo("+bye\r\n");
            }
        }
    }

    @Test
    void commandsInTheClearAfterTheGoAheadAreNone() throws IOException {
        int port = start(OPTIONS.with(new Encryption.OnRequest(tls)));
        try (Client client = new Client(port)) {
            client.line();
            client.send("TLS\r\n");
            assertThat(client.line()).isEqualTo("+begin");
            client.send("WHO\r\n");
            assertThat(restOf(client)).doesNotContain("127.0.0.1");
        }
        await().untilAsserted(() -> assertThat(count("packetboat.tls.failures", "reason", "not_tls"))
                .isEqualTo(1));
    }

    @Test
    void choosesTheCertificateByName() throws IOException {
        int port = start(OPTIONS.with(new Encryption.Implicit(tls)));
        for (String name : List.of("one.test", "two.test", "mail.two.test")) {
            try (Client client = secure(port, name)) {
                client.send("QUIT\r\n");
                assertThat(client.rest()).endsWith("+bye\r\n");
            }
        }
        assertThatThrownBy(() -> secure(port, "three.test")).isInstanceOf(SSLException.class);
        SSLSocket unnamed = (SSLSocket) CA.context(null).getSocketFactory().createSocket("127.0.0.1", port);
        unnamed.startHandshake();
        assertThat(unnamed.getSession().getPeerPrincipal().getName()).isEqualTo("CN=one.test");
        unnamed.close();
    }

    @Test
    void usesNewCertificatesWithoutLosingConnections() throws IOException {
        int port = start(OPTIONS.with(new Encryption.Implicit(tls)));
        try (Client old = secure(port, "one.test")) {
            assertThat(old.line()).isEqualTo("+hello");
            tls.use(keys(CA.server("three.test")), null);
            try (Client fresh = secure(port, "three.test")) {
                assertThat(fresh.line()).isEqualTo("+hello");
            }
            old.send("one\r\n");
            assertThat(old.line()).isEqualTo("+one");
        }
    }

    @Test
    void readsTheAddressesOfAClientCertificate() throws IOException {
        int port = start(OPTIONS.with(new Encryption.Implicit(tls)));
        SSLContext context = CA.context(CA.client("alice@mail.test", "a@mail.test"));
        try (Client client = new Client(secure(new Socket("127.0.0.1", port), context, "one.test"))) {
            client.send("CERTIFICATE\r\n");
            client.line();
            assertThat(client.line()).isEqualTo("+[alice@mail.test, a@mail.test]");
        }
        SSLContext stranger = CA.insisting(new TestCa("stranger").client("alice@mail.test"));
        assertThatThrownBy(() -> {
                    try (Client client = new Client(secure(new Socket("127.0.0.1", port), stranger, "one.test"))) {
                        client.line();
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1"})
    @Covers("RFC 9051 §11.1")
    void refusesOldVersions(String version) throws Exception {
        int port = start(OPTIONS.with(new Encryption.Implicit(tls)));
        ByteBuffer hello = ByteBuffer.allocate(64);
        byte minor = (byte) (version.equals("TLSv1") ? 1 : 2);
        hello.put(new byte[] {22, 3, minor, 0, 45, 1, 0, 0, 41, 3, minor}).put(new byte[32]);
        hello.put(new byte[] {0, 0, 2, (byte) 0xC0, 0x13, 1, 0});
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(hello.array(), 0, 50);
            socket.setSoTimeout(10_000);
            assertThat(socket.getInputStream().read()).as("an alert").isEqualTo(21);
        }
    }

    @Test
    void aPlainClientAtATlsPortIsSentAwayAndCountsNoLonger() throws IOException {
        int port = start(OPTIONS.with(new Encryption.Implicit(tls)).with(new ListenerOptions.Limits(1, 1, 0, 0, 0)));
        try (Client client = new Client(port)) {
            client.send("WHO\r\n");
            assertThat(restOf(client)).doesNotContain("hello");
        }
        assertThat(probe.closed).hasValue(0);
        try (Client client = secure(port, "one.test")) {
            assertThat(client.line()).isEqualTo("+hello");
        }
    }

    @Test
    void whoeverFailsBehindTheBalancerCountsNoLonger() throws IOException {
        int port = start(OPTIONS.withProxies(LOOPBACK)
                .with(new Encryption.OnRequest(tls))
                .with(new ListenerOptions.Limits(1, 1, 0, 0, 0)));
        String header = "PROXY TCP4 192.0.2.7 127.0.0.1 4711 25\r\n";
        try (Client client = new Client(port)) {
            client.send("WHO\r\n");
            assertThat(restOf(client)).doesNotContain("+");
        }
        try (Client client = new Client(port)) {
            client.send(header + "TLS\r\n");
            assertThat(client.line()).isEqualTo("+hello");
            assertThat(client.line()).isEqualTo("+begin");
            client.send("in the clear\r\n");
            restOf(client);
        }
        await().untilAsserted(() -> {
            try (Client client = new Client(port)) {
                client.send(header);
                assertThat(client.line()).isEqualTo("+hello");
            }
        });
    }

    @Test
    void aDrainLetsHandshakesEnd() throws Exception {
        int port = start(OPTIONS.with(new Encryption.Implicit(tls)));
        Socket arriving = new Socket("127.0.0.1", port);
        // The listener has seen it: the same socket's server end exists once another one, which came later, was
        // answered.
        try (Client later = secure(port, "one.test")) {
            assertThat(later.line()).isEqualTo("+hello");
        }
        CompletableFuture<Integer> forced = CompletableFuture.supplyAsync(() -> {
            try {
                return server.drain(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        await().untilAsserted(
                        () -> assertThatThrownBy(() -> new Client(port).close()).isInstanceOf(ConnectException.class));
        try (Client client = new Client(secure(arriving, CA.context(null), "one.test"))) {
            assertThat(client.rest()).isEqualTo("+hello\r\n-farewell DRAINING\r\n");
        }
        assertThat(forced.get()).isZero();
    }

    private static byte[] version2(int command, String source, byte[] rest) throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.write(HexFormat.of().parseHex("0d0a0d0a000d0a515549540a"));
        header.write(0x20 | command);
        header.write(command == 0 ? 0 : 0x11);
        header.write(new byte[] {0, (byte) (command == 0 ? 0 : 12)});
        if (command != 0) {
            header.write(java.net.InetAddress.ofLiteral(source).getAddress());
            header.write(new byte[] {127, 0, 0, 1, 0x30, 0x39, 0, 25});
        }
        header.write(rest);
        return header.toByteArray();
    }

    @Test
    void takesTheClientsAddressFromTheBalancer() throws IOException {
        int port = start(OPTIONS.withProxies(LOOPBACK).withClearTextLogins(LOOPBACK));
        try (Client client = new Client(port)) {
            client.send("PROXY TCP4 192.0.2.7 127.0.0.1 4711 25\r\nWHO\r\nQUIT\r\n");
            assertThat(client.rest()).isEqualTo("+hello\r\n+192.0.2.7 CLEAR\r\n+bye\r\n");
        }
        try (Client client = new Client(port)) {
            client.send("PROXY TCP6 2001:db8::7 ::1 4711 25\r\nWHO\r\nQUIT\r\n");
            assertThat(client.rest()).isEqualTo("+hello\r\n+2001:db8:0:0:0:0:0:7 CLEAR\r\n+bye\r\n");
        }
        try (Client client = new Client(port)) {
            client.socket.getOutputStream().write(version2(1, "198.51.100.9", "WHO\r\nQUIT\r\n".getBytes(US_ASCII)));
            assertThat(client.rest()).isEqualTo("+hello\r\n+198.51.100.9 CLEAR\r\n+bye\r\n");
        }
        try (Client client = new Client(port)) {
            client.socket.getOutputStream().write(version2(0, "", "WHO\r\nQUIT\r\n".getBytes(US_ASCII)));
            assertThat(client.rest()).isEqualTo("+hello\r\n+0.0.0.0 CLEAR\r\n+bye\r\n");
        }
    }

    /** No rule about networks may take the balancer's address for that of a client whom it does not name. */
    @Test
    void aClientWithoutAnAddressIsNotTheBalancer() throws IOException {
        int port = start(OPTIONS.withProxies(LOOPBACK)
                .withClearTextLogins(NetworkSet.parse(List.of("127.0.0.0/8", "0.0.0.0/0", "::/0"))));
        for (String header :
                List.of("PROXY UNKNOWN\r\n", "PROXY UNKNOWN 127.0.0.1 127.0.0.1 1 2\r\n", version2("2100 0000"))) {
            try (Client client = new Client(port)) {
                client.socket.getOutputStream().write((header + "WHO\r\nQUIT\r\n").getBytes(ISO_8859_1));
                assertThat(client.rest()).isEqualTo("+hello\r\n+0.0.0.0 CLEAR\r\n+bye\r\n");
            }
        }
    }

    /** The rest of a header of version 2, behind its signature. */
    private static String version2(String hexadecimal) {
        return new String(
                HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + hexadecimal.replace(" ", "")), ISO_8859_1);
    }

    @Test
    void passesOverAdditionalFields() throws IOException {
        int port = start(OPTIONS.withProxies(LOOPBACK));
        try (Client client = new Client(port)) {
            String header = version2("2111 0013 c6336409 7f000001 3039 0019 04 0001 00 02 0000");
            client.socket.getOutputStream().write((header + "WHO\r\nQUIT\r\n").getBytes(ISO_8859_1));
            assertThat(client.rest()).isEqualTo("+hello\r\n+198.51.100.9 CLEAR_ALLOWED\r\n+bye\r\n");
        }
    }

    @Test
    void speaksOnlyWithStreamsOfTheInternet() throws IOException {
        int port = start(OPTIONS.withProxies(LOOPBACK));
        String unix = "00".repeat(216);
        for (String header :
                List.of("2112 000c c6336409 7f000001 3039 0019", "2131 00d8 " + unix, "2132 00d8" + unix)) {
            try (Client client = new Client(port)) {
                client.socket.getOutputStream().write((version2(header) + "WHO\r\n").getBytes(ISO_8859_1));
                assertThat(restOf(client)).doesNotContain("+");
            }
        }
    }

    @Test
    void takesTheHeaderOneOctetAtATimeAndTlsBehindIt() throws IOException {
        int port = start(OPTIONS.withProxies(LOOPBACK).with(new Encryption.Implicit(tls)));
        Socket plain = new Socket("127.0.0.1", port);
        plain.setTcpNoDelay(true);
        for (byte octet : version2(1, "198.51.100.9", new byte[0])) {
            plain.getOutputStream().write(octet);
        }
        try (Client client = new Client(secure(plain, CA.context(null), "one.test"))) {
            client.send("WHO\r\nQUIT\r\n");
            assertThat(client.rest()).isEqualTo("+hello\r\n+198.51.100.9 TLS\r\n+bye\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WHO\r\n",
                "EHLO balancer.test\r\n",
                "PROXY TCP4 192.0.2.300 127.0.0.1 1 2\r\n",
                "PROXY TCP4\r\n",
                "PROXY \r\n",
                "PROXY TCP4 192.0.2.1 192.0.2.2 1 2 and so on, without an end that anybody could wait for: "
                        + "0123456789012345678901234567890123456789",
                "\r\n\r\n\u0000\r\nQUIT\n\u0031\u0011\u0000\u0000",
            })
    void wantsAHeaderFromTheBalancer(String octets) throws IOException {
        int port = start(OPTIONS.withProxies(LOOPBACK));
        try (Client client = new Client(port)) {
            client.send(octets);
            assertThat(restOf(client)).doesNotContain("hello").doesNotContain("+");
        }
        await().untilAsserted(() -> assertThat(count("packetboat.limits.hit", "limit", "proxy_header"))
                .isEqualTo(1));
    }

    @Test
    void doesNotWaitForAHeaderForEver() throws IOException {
        ListenerOptions.Timeouts timeouts = new ListenerOptions.Timeouts(
                Duration.ofSeconds(60),
                Duration.ZERO,
                Duration.ofMillis(200),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                1024);
        int port = start(OPTIONS.withProxies(LOOPBACK).with(timeouts));
        try (Client client = new Client(port)) {
            client.send("PROXY TCP4 19");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void takesNoHeaderFromOthers() throws IOException {
        int port = start(OPTIONS);
        try (Client client = new Client(port)) {
            client.send("PROXY TCP4 192.0.2.7 127.0.0.1 4711 25\r\nWHO\r\n");
            assertThat(restOf(client)).doesNotContain("192.0.2.7").doesNotContain("127.0.0.1");
        }
        try (Client client = new Client(port)) {
            client.socket.getOutputStream().write(version2(1, "198.51.100.9", "WHO\r\n".getBytes(US_ASCII)));
            assertThat(restOf(client)).doesNotContain("198.51.100.9").doesNotContain("127.0.0.1");
        }
        try (Client client = new Client(port)) {
            assertThat(client.line()).isEqualTo("+hello");
            for (byte octet : "PROXY TCP4 192.0.2.7 127.0.0.1 4711 25\r\nWHO\r\n".getBytes(US_ASCII)) {
                client.socket.getOutputStream().write(octet);
                client.socket.getOutputStream().flush();
            }
            assertThat(restOf(client)).doesNotContain("127.0.0.1");
        } catch (SocketException e) {
            assertThat(e).as("closed before all of it was sent").isNotNull();
        }
        await().untilAsserted(() -> assertThat(count("packetboat.limits.hit", "limit", "proxy_header"))
                .isEqualTo(3));
    }

    @Test
    void limitsCountTheAddressBehindTheBalancer() throws IOException {
        int port = start(OPTIONS.withProxies(LOOPBACK).with(new ListenerOptions.Limits(10, 1, 0, 0, 0)));
        try (Client first = new Client(port);
                Client second = new Client(port);
                Client third = new Client(port)) {
            first.send("PROXY TCP4 192.0.2.7 127.0.0.1 4711 25\r\n");
            assertThat(first.line()).isEqualTo("+hello");
            second.send("PROXY TCP4 192.0.2.8 127.0.0.1 4711 25\r\n");
            assertThat(second.line()).isEqualTo("+hello");
            third.send("PROXY TCP4 192.0.2.7 127.0.0.1 4712 25\r\n");
            assertThat(third.rest()).isEqualTo("-ADDRESS_FULL\r\n");
        }
    }

    @Test
    void limitsUsersCommandsAndFailures() throws IOException {
        int port = start(OPTIONS.with(new ListenerOptions.Limits(0, 0, 1, 5, 2)));
        try (Client first = new Client(port)) {
            first.send("LOGIN\r\nLOGIN\r\n");
            assertThat(first.line()).isEqualTo("+hello");
            assertThat(first.line()).isEqualTo("+in");
            assertThat(first.line()).as("the same connection again").isEqualTo("+in");
            try (Client second = new Client(port)) {
                second.send("LOGIN\r\nWRONG\r\nWRONG\r\nnever\r\n");
                assertThat(second.rest()).isEqualTo("+hello\r\n-TOO_MANY_SESSIONS\r\n-wrong\r\n-wrong\r\n");
            }
            first.send("3\r\n4\r\n5\r\n6\r\n7\r\n");
            assertThat(first.rest()).isEqualTo("+3\r\n+4\r\n+5\r\n-farewell TOO_MANY_COMMANDS\r\n");
        }
        await().untilAsserted(() -> {
            try (Client third = new Client(port)) {
                third.send("LOGIN\r\n");
                third.line();
                assertThat(third.line()).isEqualTo("+in");
            }
        });
    }

    @Test
    void aCommandHasToEndInTime() throws Exception {
        int port = start(OPTIONS.with(HASTY));
        try (Client slow = new Client(port);
                Client honest = new Client(port)) {
            Thread drip = drip(() -> {
                slow.send("x");
                honest.send("y\r\n");
            });
            assertThat(restOf(slow)).contains("-farewell SLOW_COMMAND");
            drip.join();
            assertThat(honest.line()).isEqualTo("+hello");
            assertThat(honest.line()).isEqualTo("+y");
        }
        assertThat(count("packetboat.limits.hit", "limit", "slow_command")).isEqualTo(1);
    }

    /** Octets that come one by one keep a stream from its timeout, not from its pace. */
    @ParameterizedTest
    @ValueSource(strings = {"RAW\r\n", "STREAM {100000+}\r\n"})
    void aStreamHasToComeAtSomePace(String beginning) throws Exception {
        server = new ProtocolServer(
                vertx,
                "talk",
                List.of(OPTIONS.with(HASTY)),
                TalkSession.factory(probe, beginning.startsWith("STREAM")),
                meters,
                new SplittableRandom(1));
        int port = server.start().getFirst();
        String enough = "x".repeat(4096);
        try (Client slow = new Client(port);
                Client honest = new Client(port)) {
            slow.send(beginning);
            honest.send(beginning);
            int[] drops = {0};
            Thread drip = drip(() -> {
                if (drops[0] < 20) {
                    honest.send(enough);
                    drops[0]++;
                }
                slow.send("x");
            });
            assertThat(restOf(slow)).doesNotContain("-farewell");
            drip.join();
            assertThat(count("packetboat.limits.hit", "limit", "slow_stream")).isEqualTo(1);
            assertThat(honest.line()).isEqualTo("+hello");
            honest.send("y".repeat(100_000 - drops[0] * enough.length()));
            if (beginning.startsWith("RAW")) {
                honest.send("!");
                assertThat(honest.line()).isEqualTo("+go");
                assertThat(honest.line()).isEqualTo("+raw 100000");
            } else {
                honest.send("\r\n");
                assertThat(honest.line()).startsWith("+streamed 100000 then ");
            }
        }
    }

    /** A client that we do not listen to takes no time of its own. */
    @Test
    void aStreamThatWePausedIsNotSlow() throws Exception {
        int port = start(OPTIONS.with(HASTY));
        try (Client client = new Client(port)) {
            client.send("HOLD\r\n");
            assertThat(client.line()).isEqualTo("+hello");
            assertThat(client.line()).isEqualTo("+go");
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    client.send("x".repeat(10_000_000) + "!");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
            probe.held.countDown();
            assertThat(client.line()).isEqualTo("+raw 10000000");
            sender.join();
        }
        assertThat(count("packetboat.limits.hit")).isZero();
    }

    /** Who has not logged in is held little of. */
    @ParameterizedTest
    @CsvSource({"'', 50_000", "'LOGIN\r\n', 100_000"})
    void whatComesAheadOfACommandIsBounded(String before, int most) throws Exception {
        int port = start(OPTIONS);
        try (Client client = new Client(port)) {
            client.send(before + "SLEEP\r\n");
            probe.sleeping.await();
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    client.send("x".repeat(10_000_000));
                } catch (IOException _) {
                    return; // the end of the test
                }
            });
            double[] last = {-1};
            await().pollInterval(Duration.ofMillis(200)).until(() -> {
                double now = count("packetboat.octets.received");
                boolean still = now == last[0] && now > 10_000;
                last[0] = now;
                return still;
            });
            assertThat(last[0]).isBetween(most / 3.0, (double) most);
            client.close();
            sender.join();
        }
    }

    private interface Drop {
        void fall() throws IOException;
    }

    /** Twenty times a second until somebody is sent away. */
    private static Thread drip(Drop drop) {
        return Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    drop.fall();
                    Thread.sleep(Duration.ofMillis(50));
                }
            } catch (IOException | InterruptedException _) {
                return; // sent away
            }
        });
    }

    @Test
    void aDrainingServerCanNotBeReachedButEndsWhatItDoes() throws Exception {
        int port = start(OPTIONS);
        try (Client busy = new Client(port)) {
            busy.send("RAW\r\nabc");
            assertThat(busy.line()).isEqualTo("+hello");
            assertThat(busy.line()).isEqualTo("+go");
            Thread drain = Thread.ofVirtual().start(() -> {
                try {
                    server.drain(Duration.ofSeconds(4));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            await().untilAsserted(() ->
                    assertThatThrownBy(() -> new Client(port).close()).isInstanceOf(ConnectException.class));
            busy.send("def!");
            assertThat(busy.line()).isEqualTo("+raw 6");
            assertThat(busy.rest()).isEqualTo("-farewell DRAINING\r\n");
            busy.close();
            drain.join();
        }
        assertThat(count("packetboat.drain.forced")).isZero();
        assertThat(count("packetboat.drains")).isEqualTo(1);
    }

    /** Its client has not said anything yet that could be cut. */
    @Test
    void aHandshakeThatStallsIsNoCommand() throws Exception {
        int port = start(OPTIONS.with(new Encryption.OnRequest(tls)));
        try (Client client = new Client(port)) {
            client.send("TLS\r\n");
            assertThat(client.line()).isEqualTo("+hello");
            assertThat(client.line()).isEqualTo("+begin");
            assertThat(server.drain(Duration.ofMillis(300))).isZero();
        }
        server.close();
        int implicit = start(OPTIONS.with(new Encryption.Implicit(tls)));
        try (Client client = new Client(implicit)) {
            assertThat(client.socket.isConnected()).isTrue();
            assertThat(server.drain(Duration.ofMillis(300))).isZero();
        }
        assertThat(count("packetboat.drain.forced")).isZero();
    }

    /** What the client has not taken yet of an answer goes down with the process. */
    @Test
    void anAnswerThatIsOnItsWayIsCutAtTheEndOfTheGrace() throws Exception {
        int port = start(OPTIONS);
        Socket deaf = new Socket();
        deaf.setReceiveBufferSize(4096);
        deaf.connect(new InetSocketAddress("127.0.0.1", port));
        try (Client client = new Client(deaf)) {
            client.send("FILL\r\n");
            probe.filled.await();
            assertThat(server.drain(Duration.ofMillis(500))).isEqualTo(1);
        }
        assertThat(count("packetboat.drain.forced")).isEqualTo(1);
    }

    @Test
    void aDrainWithoutConnectionsEndsAtOnce() throws Exception {
        start(OPTIONS);
        long before = System.nanoTime();
        assertThat(server.drain(Duration.ofSeconds(60))).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aClientThatNeverRestsHearsGoodbyeBetweenTwoCommands() throws Exception {
        int port = start(OPTIONS.with(new ListenerOptions.Limits(0, 0, 0, 0, 0)));
        try (Client client = new Client(port)) {
            client.line();
            Thread flood = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        client.send("one\r\n".repeat(100));
                    }
                } catch (IOException _) {
                    return; // sent away
                }
            });
            CompletableFuture<String> said = CompletableFuture.supplyAsync(() -> restOf(client));
            assertThat(server.drain(Duration.ofSeconds(8))).isZero();
            assertThat(said.get()).contains("-farewell DRAINING");
            client.close();
            flood.join();
        }
    }
}
