package org.packetboat.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.pop3.port.Account;
import org.packetboat.pop3.session.Link;

/** 100 clients ask for a message of 50 MiB and do not read: none of it gathers in the gateway (I6). */
@Timeout(60)
class SlowReadersTest {
    private static final int READERS = 100;
    private static final Authority<Account> ANYBODY = new FakeAuthority(new Account(1, "a"), "b", () -> {});
    private static final long OCTETS_EACH = 512 * 1024L;

    /** With TLS the clients' own buffers are in the measure too, for they live here. */
    @ParameterizedTest
    @EnumSource(names = {"CLEAR_ALLOWED", "TLS"})
    void holdNoMemory(Link link) throws Exception {
        byte[] message = new byte[50 << 20];
        Vertx vertx = Vertx.vertx();
        List<Pop3Client> clients = new ArrayList<>();
        // Each login has a maildrop of its own; all share the one message.
        try (TestListener listener =
                new TestListener(vertx, link, new Pop3Listener.Backing(client -> ANYBODY, account -> {
                    FakeBackends one = new FakeBackends();
                    one.add(message);
                    return one.open(account);
                }))) {
            long before = usedHeap();
            for (int i = 0; i < READERS; i++) {
                Socket socket = new Socket();
                socket.setReceiveBufferSize(8 * 1024);
                Pop3Client client = listener.connect(socket);
                client.send("USER a", "PASS b", "RETR 1");
                clients.add(client);
            }
            for (Pop3Client client : clients) {
                assertThat(client.socket().getInputStream().readNBytes(2000)).hasSize(2000);
            }
            assertThat(usedHeap() - before).isLessThan(READERS * OCTETS_EACH);
            try (Pop3Client another = listener.connect()) {
                another.send("USER a", "PASS b", "QUIT");
                assertThat(List.of(another.reply(), another.reply(), another.reply()))
                        .last()
                        .isEqualTo("+OK goodbye");
                assertThat(another.reply()).isEqualTo(Pop3Client.CLOSED);
            }
        } finally {
            for (Pop3Client client : clients) {
                client.close();
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
