package org.packetboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.cli.stack.Stack.StackProcess;
import org.packetboat.local.launcher.tls.CertificateFiles;
import org.packetboat.local.launcher.tls.LocalTls;

/**
 * A stack with {@code PACKETBOAT_LOCAL_TLS=true}: mail goes through all encrypted links, and a stranger is refused at every internal port. Each
 * refusal stands beside the same attempt of one who belongs there, which succeeds.
 */
@Timeout(300)
class StrangerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final List<String> SERVICES = List.of("smtp-gateway", "mailbox-service");

    @TempDir
    static Path elsewhere;

    private static Stack stack;
    private static Map<String, String> keys;
    private static LocalTls own;
    private static LocalTls other;

    @BeforeAll
    static void start() throws Exception {
        stack = Stack.start(Map.of("PACKETBOAT_LOCAL_TLS", "true"), List.of());
        keys = description().clients();
        own = LocalTls.prepare(stack.data(), InetAddress.getLoopbackAddress(), SERVICES, InstantSource.system());
        other = LocalTls.prepare(elsewhere, InetAddress.getLoopbackAddress(), SERVICES, InstantSource.system());
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void mailIsDeliveredOverEncryptedLinks() throws Exception {
        try (SmtpWire smtp = new SmtpWire(stack.smtp(), Duration.ofSeconds(20))) {
            // The second one is above the inline limit, so that the gateway itself writes to the object store.
            for (int lines : new int[] {1, 10_000}) {
                byte[] message = Corpus.octets("Subject: x\r\n\r\n" + ("x".repeat(70) + "\r\n").repeat(lines));
                assertThat(smtp.send("bob@mail.test", List.of("alice@mail.test"), message))
                        .isEqualTo(250);
            }
        }
        try (ImapWire imap = ImapWire.login(stack.imap(), "alice@mail.test", "secret")) {
            Await.until("two messages", () -> imap.command("SELECT INBOX").exists() == 2);
            assertThat(imap.command("FETCH 1:2 BODY.PEEK[TEXT]").expectOk().untagged())
                    .extracting(answer -> answer.literals().getFirst().length)
                    .containsExactlyInAnyOrder(72, 720_000);
        }
    }

    @Test
    void theMailboxServiceKnowsItsCallers() throws Exception {
        URI anywhere = URI.create("https://127.0.0.1:" + port("mailbox-service", "grpc") + "/packetboat/Nothing");
        CertificateFiles gateway = own.internal("smtp-gateway");

        assertThat(post(anywhere, Identities.context(Optional.of(gateway), own.internalAuthority())))
                .isEqualTo(200);
        SSLContext nameless = Identities.context(Optional.empty(), own.internalAuthority());
        assertThatThrownBy(() -> post(anywhere, nameless)).isInstanceOf(IOException.class);
        SSLContext forged = Identities.context(Optional.of(other.internal("smtp-gateway")), own.internalAuthority());
        assertThatThrownBy(() -> post(anywhere, forged)).isInstanceOf(IOException.class);
        assertThat(answerInPlaintext(
                        port("mailbox-service", "grpc"), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"))
                .isNotEqualTo(Answer.IN_PLAINTEXT);
    }

    @Test
    void theBrokerWantsAPassword() throws Exception {
        assertThat(brokers(key("PACKETBOAT_KAFKA_PASSWORD"))).isEqualTo(1);
        assertThatThrownBy(() -> brokers("guessed")).hasCauseInstanceOf(SaslAuthenticationException.class);
    }

    @Test
    void neitherBrokerNorControllerAnswerWhoHasNotLoggedIn() throws Exception {
        for (String listener : List.of("kafka", "controller")) {
            int port = port("kafka", listener);
            try (Socket tls = encrypted(port)) {
                assertThat(request(tls, 18))
                        .as("versions, which everybody may ask for: %s", listener)
                        .isTrue();
            }
            try (Socket tls = encrypted(port)) {
                assertThat(request(tls, 3)).as("metadata: %s", listener).isFalse();
            }
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
                plain.setSoTimeout((int) PATIENCE.toMillis());
                assertThat(request(plain, 18)).as("in plaintext: %s", listener).isFalse();
            }
        }
    }

    @Test
    void theObjectStoreWantsASignature() throws Exception {
        String endpoint = key("PACKETBOAT_S3_ENDPOINT");
        assertThat(endpoint).startsWith("https:");
        URI bucket = URI.create(endpoint + "/" + key("PACKETBOAT_S3_BUCKET"));

        assertThat(get(bucket)).isEqualTo(403);
        assertThat(answerInPlaintext(port("s3", "s3"), "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"))
                .isNotEqualTo(Answer.IN_PLAINTEXT);
    }

    @Test
    void theDatabaseWantsEncryptionAndAPassword() throws Exception {
        String password = key("PACKETBOAT_DATABASE_PASSWORD");
        String verified = "?sslmode=verify-full&sslrootcert=" + own.internalAuthority();

        connect(verified, password);
        assertThatThrownBy(() -> connect(verified, "guessed")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> connect("?sslmode=disable", password))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("no encryption");
    }

    private static String key(String name) {
        return Objects.requireNonNull(keys.get(name), name);
    }

    private static void connect(String parameters, String password) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                "jdbc:" + key("PACKETBOAT_DATABASE_URL") + parameters, key("PACKETBOAT_DATABASE_USER"), password)) {
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    private static int brokers(String password) throws Exception {
        Map<String, Object> client = new HashMap<>();
        client.put("bootstrap.servers", key("PACKETBOAT_KAFKA_BOOTSTRAP_SERVERS"));
        client.put("security.protocol", key("PACKETBOAT_KAFKA_SECURITY_PROTOCOL"));
        client.put("sasl.mechanism", key("PACKETBOAT_KAFKA_SASL_MECHANISM"));
        client.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
                        + key("PACKETBOAT_KAFKA_USERNAME") + "\" password=\"" + password + "\";");
        client.put("ssl.truststore.type", "PEM");
        client.put("ssl.truststore.location", own.internalAuthority().toString());
        client.put("request.timeout.ms", (int) PATIENCE.toMillis());
        client.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
        try (Admin admin = Admin.create(client)) {
            return admin.describeCluster().nodes().get().size();
        }
    }

    private static Socket encrypted(int port) throws Exception {
        Socket socket = Identities.context(Optional.empty(), own.internalAuthority())
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    /** A request of Kafka's protocol in its version 0, without a body that matters; whether it was answered. */
    private static boolean request(Socket socket, int kind) throws IOException {
        int correlation = 0x5eed;
        ByteBuffer request = ByteBuffer.allocate(18);
        request.putInt(2 + 2 + 4 + 2 + 4)
                .putShort((short) kind)
                .putShort((short) 0)
                .putInt(correlation);
        request.putShort((short) -1).putInt(0);
        try {
            socket.getOutputStream().write(request.array());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.readInt();
            return in.readInt() == correlation;
        } catch (EOFException | SocketException e) {
            return false;
        }
    }

    private enum Answer {
        NONE,
        ALERT,
        IN_PLAINTEXT
    }

    private static Answer answerInPlaintext(int port, String question) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(question.getBytes(StandardCharsets.ISO_8859_1));
            int first = socket.getInputStream().read();
            // RFC 8446 §5.1: what a listener that speaks TLS alone says to this is an alert.
            return first < 0 ? Answer.NONE : first == 21 ? Answer.ALERT : Answer.IN_PLAINTEXT;
        } catch (SocketException e) {
            return Answer.NONE;
        }
    }

    private static int post(URI uri, SSLContext context) throws IOException, InterruptedException {
        return status(
                context,
                HttpRequest.newBuilder(uri)
                        .header("content-type", "application/grpc")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[5])));
    }

    private static int get(URI uri) throws Exception {
        return status(Identities.context(Optional.empty(), own.internalAuthority()), HttpRequest.newBuilder(uri));
    }

    private static int status(SSLContext context, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            return client.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static org.packetboat.cli.stack.Stack description() throws IOException {
        return org.packetboat.cli.stack.Stack.read(stack.data());
    }

    private static int port(String process, String spoken) throws IOException {
        return description().processes().stream()
                .filter(found -> found.name().equals(process))
                .map(StackProcess::ports)
                .map(ports -> ports.get(spoken))
                .findFirst()
                .orElseThrow();
    }
}
