package org.packetboat.mailbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.service.config.store.DatabaseEndpoint;

/** What is asked of a database that is not there yet fails once, whether a connection is refused early or lost late. */
class DatabaseAwayTest {
    private static final Duration DEADLINE = Duration.ofMillis(300);

    private final Vertx vertx = Vertx.vertx();
    private final Queue<Throwable> complaints = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void listen() {
        vertx.exceptionHandler(complaints::add);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void aConnectionIsRefused() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        askTwice(port);
    }

    @Test
    void aConnectionIsLostAfterTheDeadline() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread acceptor = Thread.ofVirtual().start(() -> dropLate(silent));
            askTwice(silent.getLocalPort());
            silent.close();
            acceptor.join();
        }
    }

    private void askTwice(int port) throws Exception {
        URI url = URI.create("postgresql://127.0.0.1:" + port + "/db");
        try (Database database = Database.open(
                vertx,
                new DatabaseOptions(DatabaseEndpoint.plaintext(url), "user", "password", "mailbox", 2, DEADLINE))) {
            assertThatThrownBy(() -> database.run("SELECT 1", Tuple.tuple())).isInstanceOf(UnavailableException.class);
            assertThatThrownBy(() -> database.transact(transaction -> 1)).isInstanceOf(UnavailableException.class);
            Pending<?> sent = database.send("SELECT 1", Tuple.tuple());
            assertThatThrownBy(sent::await).isInstanceOf(UnavailableException.class);
            waitFor(DEADLINE.multipliedBy(4));
        }
        assertThat(complaints).isEmpty();
    }

    /** Until whatever was armed with the deadline has gone off. */
    private void waitFor(Duration time) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        vertx.setTimer(time.toMillis(), timer -> over.countDown());
        assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private void dropLate(ServerSocket server) {
        try {
            while (true) {
                Socket socket = server.accept();
                vertx.setTimer(2 * DEADLINE.toMillis(), timer -> closeQuietly(socket));
            }
        } catch (IOException e) {
            // the test has ended
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
