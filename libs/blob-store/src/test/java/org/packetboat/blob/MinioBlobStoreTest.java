package org.packetboat.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that takes requests and answers none. */
class MinioBlobStoreTest {
    private static final int OCTETS = 100_000;

    private final CountDownLatch received = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @TempDir
    Path directory;

    private ServerSocket server;
    private MinioBlobStore store;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        threads.execute(this::serve);
        String endpoint = "http://127.0.0.1:" + server.getLocalPort();
        store = new MinioBlobStore(
                BlobStoreOptions.of(endpoint, "key", "secret", "bucket", "region")
                        .withCallTimeout(Duration.ofMinutes(5)),
                BlobMetrics.NONE);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        store.close();
        threads.shutdownNow();
    }

    private void serve() {
        try (Socket client = server.accept()) {
            byte[] octets = new byte[OCTETS];
            client.getInputStream().readNBytes(octets, 0, octets.length);
            received.countDown();
            while (client.getInputStream().read(octets) >= 0) {
                // the rest of the request
            }
        } catch (SocketException _) {
            // the client has gone
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            ended.countDown();
        }
    }

    @Test
    void whoIsInterruptedWhileWritingLeavesNoCallBehind() throws Exception {
        try (SpoolFile file = new Spool(directory, 2 * OCTETS).open()) {
            file.append(ByteBuffer.allocate(OCTETS));
            FutureTask<String> put = new FutureTask<>(() -> {
                store.put("staged/1", file.whole());
                return "stored";
            });
            Thread writer = Thread.ofVirtual().start(put);
            assertThat(received.await(1, TimeUnit.MINUTES)).isTrue();
            writer.interrupt();
            assertThatThrownBy(() -> put.get(1, TimeUnit.MINUTES)).hasCauseInstanceOf(InterruptedException.class);
            assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }
}
