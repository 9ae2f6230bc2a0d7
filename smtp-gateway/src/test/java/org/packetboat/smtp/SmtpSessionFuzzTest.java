package org.packetboat.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.packetboat.smtp.fake.FakeDirectory;
import org.packetboat.smtp.fake.FakeLog;
import org.packetboat.smtp.fake.FakeStagingArea;
import org.packetboat.smtp.fake.TestGateway;
import org.packetboat.smtp.session.SmtpLimits;
import org.packetboat.smtp.session.TimeLimits;

/** Anything in any state is answered with replies and nothing else, and never with a bug. */
class SmtpSessionFuzzTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final TestGateway GATEWAY = new TestGateway(
            VERTX,
            new SmtpLimits(10_000, Duration.ofMinutes(1), 1_000, 3, 2_000, 20, 50, TimeLimits.DEFAULTS),
            new FakeDirectory(FakeDirectory.Presence.THERE),
            new FakeStagingArea(FakeStagingArea.Behaviour.WORKS),
            new FakeLog(FakeLog.Behaviour.ACKNOWLEDGES));

    @FuzzTest
    void connected(byte[] data) throws IOException {
        talk("", data);
    }

    @FuzzTest
    void ready(byte[] data) throws IOException {
        talk("EHLO x\r\n", data);
    }

    @FuzzTest
    void inTransaction(byte[] data) throws IOException {
        talk("EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<alice@mail.test>\r\n", data);
    }

    @FuzzTest
    void receiving(byte[] data) throws IOException {
        talk("EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<alice@mail.test>\r\nDATA\r\n", data);
    }

    @FuzzTest
    void chunking(byte[] data) throws IOException {
        talk("EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<alice@mail.test>\r\nBDAT 5\r\nxxx\r\n", data);
    }

    private static void talk(String before, byte[] data) throws IOException {
        String replies;
        try (Socket socket = new Socket("127.0.0.1", GATEWAY.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(before.getBytes(ISO_8859_1));
            socket.getOutputStream().write(data);
            socket.shutdownOutput();
            replies = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
        for (String line : replies.split("\r\n", -1)) {
            if (!line.isEmpty() && !isReplyLine(line)) {
                throw new AssertionError("no reply line: " + line);
            }
        }
        if (!replies.startsWith("220 ") || replies.contains("451 ")) {
            throw new AssertionError(replies);
        }
    }

    private static boolean isReplyLine(String line) {
        return line.length() > 3
                && Character.isDigit(line.charAt(0))
                && Character.isDigit(line.charAt(1))
                && Character.isDigit(line.charAt(2))
                && (line.charAt(3) == ' ' || line.charAt(3) == '-');
    }
}
