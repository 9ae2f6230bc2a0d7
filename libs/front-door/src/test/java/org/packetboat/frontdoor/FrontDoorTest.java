package org.packetboat.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.net.framing.Frame;
import org.packetboat.net.framing.Framer;
import org.packetboat.net.framing.LineEnd;
import org.packetboat.net.framing.LineFramer;
import org.packetboat.net.limits.ConnectionLimits.Admission;
import org.packetboat.net.server.Connection;
import org.packetboat.net.server.Farewell;
import org.packetboat.net.server.ProtocolServer;
import org.packetboat.net.server.Session;
import org.packetboat.net.server.SessionFactory;
import org.packetboat.testkit.tls.TestCa;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** A listener with certificates of the registry, from its first client to SIGTERM. */
@Timeout(60)
class FrontDoorTest {
    private static final String ENTRY = "mail";
    private static final TestCa CA = new TestCa("door");

    @TempDir
    private Path folder = Path.of("");

    private final Vertx vertx = Vertx.vertx();

    @BeforeEach
    void certify() throws IOException {
        TestCa.write(CA.server("one.test"), folder, "old");
        TestCa.write(CA.server("one.test"), folder, "new");
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static FrontDoorConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(FrontDoorConfig.class, "door")
                .withConverter(Duration.class, 100, new DurationConverter())
                .withConverter(MemorySize.class, 100, new MemorySizeConverter())
                .withDefaultValue("door.host", "127.0.0.1")
                .withDefaultValue("door.tls-configuration-name", ENTRY)
                .withDefaultValue("door.max-connections-per-address", "10")
                .withDefaultValue("door.idle-timeout", "60s")
                .build()
                .getConfigMapping(FrontDoorConfig.class, "door");
    }

    private ProtocolServer server(FrontDoor door) {
        return new ProtocolServer(
                vertx,
                "talk",
                List.of(door.implicit("talk", 0)),
                new Talk(),
                new SimpleMeterRegistry(),
                new SplittableRandom(1));
    }

    /** Says hello and goodbye. */
    private static final class Talk implements SessionFactory {
        @Override
        public byte[] refusal(Admission reason) {
            return new byte[0];
        }

        @Override
        public Session open(Connection connection) {
            return new Session() {
                @Override
                public Framer framer() {
                    return new LineFramer(100, LineEnd.CRLF);
                }

                @Override
                public void opened() throws InterruptedException {
                    connection.out().writeAscii("hello\n");
                }

                @Override
                public void received(Frame frame) throws InterruptedException {
                    connection.out().writeAscii("yes\n");
                }

                @Override
                public void farewell(Farewell why) throws InterruptedException {
                    connection.out().writeAscii(why + "\n");
                }

                @Override
                public void closed() {}
            };
        }
    }

    /** Who is served with which certificate. */
    private static String greeting(int port, SSLContext client) throws IOException {
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            return line(socket.getInputStream()) + " "
                    + socket.getSession().getPeerCertificates().length + " "
                    + socket.getSession().getPeerCertificates()[0].hashCode();
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("closed");
            }
            line.append((char) octet);
        }
        return line.toString();
    }

    /** The registry may read the files when one of the two has been written. */
    @Test
    void halfOfANewPairIsNotUsedAndTheWholePairIs() throws IOException {
        try (FrontDoor door = new FrontDoor(
                        config(), vertx, Registered.of(folder, "old", "old").registry());
                ProtocolServer server = server(door)) {
            int port = server.start().getFirst();
            String old = greeting(port, CA.context(null));
            door.certificatesRead(ENTRY, Registered.of(folder, "new", "old"));
            assertThat(greeting(port, CA.context(null))).isEqualTo(old);
            door.certificatesRead(ENTRY, Registered.of(folder, "new", "new"));
            assertThat(greeting(port, CA.context(null))).startsWith("hello 2 ").isNotEqualTo(old);
        }
    }

    @Test
    void revokedCertificatesOfClientsAreRefused() throws IOException {
        TestCa.Issued alice = CA.client("alice@mail.test");
        TestCa.Issued bob = CA.client("bob@mail.test");
        Registered entry = Registered.of(folder, "old", "old").trusting(CA.authorities());
        try (FrontDoor door = new FrontDoor(config(), vertx, entry.registry());
                ProtocolServer server = server(door)) {
            int port = server.start().getFirst();
            assertThat(greeting(port, CA.context(alice))).startsWith("hello");
            door.certificatesRead(ENTRY, entry.trusting(CA.authorities(), CA.revoke(alice)));
            assertThatThrownBy(() -> greeting(port, CA.context(alice))).isInstanceOf(IOException.class);
            assertThat(greeting(port, CA.context(bob))).startsWith("hello");
            assertThat(greeting(port, CA.context(null))).startsWith("hello");
        }
    }

    /** A balancer asks for readiness; it must not hear yes from who takes nobody any more. */
    @Test
    void isNotReadyFromSigtermOnWhileItSaysGoodbye() throws Exception {
        Departure departure = new Departure();
        DepartureReadiness readiness = new DepartureReadiness(departure);
        Signal terminate = new Signal("TERM");
        // Not ignored: then the JDK would not set another one.
        SignalHandler before = Signal.handle(terminate, signal -> {});
        try (FrontDoor door = new FrontDoor(
                        config(), vertx, Registered.of(folder, "old", "old").registry());
                ProtocolServer server = server(door)) {
            int port = server.start().getFirst();
            AtomicInteger forced = new AtomicInteger(-1);
            departure.prepare(() -> {
                forced.set(server.drain(Duration.ofSeconds(5)));
                return forced.get();
            });
            try (SSLSocket client =
                    (SSLSocket) CA.context(null).getSocketFactory().createSocket("127.0.0.1", port)) {
                assertThat(line(client.getInputStream())).isEqualTo("hello");
                assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
                Signal.raise(terminate);
                await().until(() -> readiness.call().getStatus() == Status.DOWN);
                await().untilAsserted(() -> assertThatThrownBy(() -> new Socket("127.0.0.1", port).close())
                        .isInstanceOf(ConnectException.class));
                assertThat(line(client.getInputStream())).isEqualTo("DRAINING");
                assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
            }
            await().until(() -> forced.get() == 0);
        } finally {
            Signal.handle(terminate, before);
        }
    }
}
