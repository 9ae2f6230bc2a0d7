package org.packetboat.testkit.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FaultyProxyTest {
    private ServerSocket echo = bind();
    private FaultyProxy proxy = proxy(echo);

    private static ServerSocket bind() {
        try {
            return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FaultyProxy proxy(ServerSocket target) {
        try {
            return new FaultyProxy("127.0.0.1", target.getLocalPort());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void serve() {
        Thread.ofVirtual().start(() -> {
            while (!echo.isClosed()) {
                try (Socket socket = echo.accept()) {
                    socket.getInputStream().transferTo(socket.getOutputStream());
                } catch (IOException e) {
                    continue; // the next client
                }
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void passesOctetsAndHalfCloses() throws IOException {
        try (Socket client = new Socket("127.0.0.1", proxy.port())) {
            client.getOutputStream().write(new byte[100_000]);
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).hasSize(100_000);
        }
    }

    @Test
    void cutsAfterSomeOctets() throws IOException {
        proxy.cutTowardsClientAfter(5);
        try (Socket client = new Socket("127.0.0.1", proxy.port())) {
            client.getOutputStream().write(new byte[100]);
            assertThatThrownBy(() ->
                            assertThat(client.getInputStream().readAllBytes()).hasSizeLessThan(6))
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void freezes() throws IOException {
        proxy.freeze();
        try (Socket client = new Socket("127.0.0.1", proxy.port())) {
            client.setSoTimeout(100);
            client.getOutputStream().write(1);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            proxy.thaw();
            client.setSoTimeout(5000);
            assertThat(client.getInputStream().read()).isEqualTo(1);
        }
    }
}
