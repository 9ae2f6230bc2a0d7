package org.packetboat.pop3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import org.packetboat.pop3.session.Link;

/** Anything in any state is answered, and never with a bug. */
class Pop3SessionFuzzTest {
    private static final String LOGIN = "USER alice@mail.test\r\nPASS secret\r\n";

    private static final TestListener LISTENER = new TestListener(
            Vertx.vertx(), Link.CLEAR_ALLOWED, new Pop3Listener.Backing(new FakeBackends(), account -> {
                FakeBackends own = new FakeBackends();
                own.add("Subject: x\r\n\r\nx\r\n".getBytes(ISO_8859_1));
                return own.open(account);
            }));

    @FuzzTest
    void connected(byte[] data) throws IOException {
        talk("", data);
    }

    @FuzzTest
    void named(byte[] data) throws IOException {
        talk("USER alice@mail.test\r\n", data);
    }

    @FuzzTest
    void authenticating(byte[] data) throws IOException {
        talk("AUTH PLAIN\r\n", data);
    }

    @FuzzTest
    void loggedIn(byte[] data) throws IOException {
        talk(LOGIN, data);
    }

    @FuzzTest
    void marked(byte[] data) throws IOException {
        talk(LOGIN + "DELE 1\r\n", data);
    }

    private static void talk(String before, byte[] data) throws IOException {
        String replies;
        try (Socket socket = new Socket("127.0.0.1", LISTENER.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(before.getBytes(ISO_8859_1));
            socket.getOutputStream().write(data);
            socket.shutdownOutput();
            replies = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
        if (!replies.startsWith("+OK ") || !replies.endsWith("\r\n") || replies.contains("internal error")) {
            throw new AssertionError(replies);
        }
    }
}
