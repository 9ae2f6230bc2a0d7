package org.packetboat.pop3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.net.server.ListenerOptions;
import org.packetboat.pop3.port.Account;

/** 100 clients ask for a message of 50 MiB and do not read: none of it gathers in the gateway (I6). */
@Timeout(60)
class SlowReadersTest {
    private static final int READERS = 100;
    private static final Authority<Account> ANYBODY = new FakeAuthority(new Account(1, "a"), "b", () -> {});
    private static final long OCTETS_EACH = 512 * 1024L;

    @Test
    void holdNoMemory() throws IOException {
        byte[] message = new byte[50 << 20];
        Vertx vertx = Vertx.vertx();
        List<Socket> sockets = new ArrayList<>();
        // Each login has a maildrop of its own; all share the one message.
        try (Pop3Listener listener = new Pop3Listener(
                vertx,
                List.of(ListenerOptions.of("pop3", "127.0.0.1", 0)),
                new Pop3Listener.Backing(client -> ANYBODY, account -> {
                    FakeBackends one = new FakeBackends();
                    one.add(message);
                    return one.open(account);
                }),
                Duration.ZERO,
                new SimpleMeterRegistry())) {
            int port = listener.start().getFirst();
            long before = usedHeap();
            for (int i = 0; i < READERS; i++) {
                Socket socket = new Socket();
                socket.setReceiveBufferSize(8 * 1024);
                socket.connect(new InetSocketAddress("127.0.0.1", port));
                socket.getOutputStream().write("USER a\r\nPASS b\r\nRETR 1\r\n".getBytes(US_ASCII));
                sockets.add(socket);
            }
            for (Socket socket : sockets) {
                assertThat(socket.getInputStream().readNBytes(2000)).hasSize(2000);
            }
            assertThat(usedHeap() - before).isLessThan(READERS * OCTETS_EACH);
            try (Socket another = new Socket("127.0.0.1", port)) {
                another.getOutputStream().write("USER a\r\nPASS b\r\nQUIT\r\n".getBytes(US_ASCII));
                assertThat(new String(another.getInputStream().readAllBytes(), US_ASCII))
                        .endsWith("+OK goodbye\r\n");
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
            vertx.close();
        }
    }

    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        long lowest = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            lowest = Math.min(lowest, runtime.totalMemory() - runtime.freeMemory());
        }
        return lowest;
    }
}
