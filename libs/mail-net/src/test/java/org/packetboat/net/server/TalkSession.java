package org.packetboat.net.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.sasl.ChannelBinding;
import org.packetboat.net.framing.Frame;
import org.packetboat.net.framing.Framer;
import org.packetboat.net.framing.LineEnd;
import org.packetboat.net.framing.LineFramer;
import org.packetboat.net.framing.LiteralFramer;
import org.packetboat.net.framing.LiteralPolicy;
import org.packetboat.net.limits.ConnectionLimits.Admission;

/** A protocol of the tests: answers every line with "+line", and knows a few verbs that exercise the plumbing. */
final class TalkSession implements Session {
    final Connection connection;
    private final Framer framer;
    private final Probe probe;

    /** What tests look at. */
    static final class Probe {
        final AtomicInteger closed = new AtomicInteger();
        final AtomicInteger encrypted = new AtomicInteger();
        final AtomicInteger interrupted = new AtomicInteger();
        final CountDownLatch sleeping = new CountDownLatch(1);
        final CountDownLatch held = new CountDownLatch(1);
        final CountDownLatch filled = new CountDownLatch(1);
    }

    TalkSession(Connection connection, Probe probe, boolean literals) {
        this.connection = connection;
        this.probe = probe;
        this.framer = literals
                ? new LiteralFramer(1000, LineEnd.CRLF_OR_LF, TalkSession::decide)
                : new LineFramer(100, LineEnd.CRLF_OR_LF);
    }

    static SessionFactory factory(Probe probe, boolean literals) {
        return new SessionFactory() {
            @Override
            public Session open(Connection connection) {
                return new TalkSession(connection, probe, literals);
            }

            @Override
            public byte[] refusal(Admission reason) {
                return ("-" + reason + "\r\n").getBytes(US_ASCII);
            }
        };
    }

    private static LiteralPolicy.Decision decide(
            byte[] command, int line, int length, org.packetboat.net.framing.LiteralHeader literal) {
        String verb = new String(command, 0, 6, US_ASCII);
        return verb.equals("STREAM") || verb.equals("IGNORE")
                ? LiteralPolicy.Decision.STREAM
                : literal.octets() > 50 ? LiteralPolicy.Decision.REFUSE : LiteralPolicy.Decision.INLINE;
    }

    @Override
    public Framer framer() {
        return framer;
    }

    @Override
    public void opened() throws InterruptedException {
        reply("+hello");
    }

    @Override
    public void received(Frame frame) throws InterruptedException {
        switch (frame) {
            case Frame.Line line -> line(new String(line.octets(), US_ASCII));
            case Frame.LiteralPending(var octets, var literal) -> pending(new String(octets, US_ASCII));
            case Frame.GivenUp() -> throw new IllegalStateException("skips whatever comes");
            case Frame.LiteralRefused(var octets, var literal) -> reply("-refused " + literal.octets());
            case Frame.Overlong(var beginning, var _) -> reply("-overlong " + beginning.length);
            case Frame.PromptWanted() -> throw new IllegalStateException();
        }
    }

    private void pending(String begin) throws InterruptedException {
        if (begin.startsWith("IGNORE")) {
            reply("-no");
            return;
        }
        LiteralInput literal = connection.input().openLiteral();
        long sum = 0;
        for (ByteBuffer chunk = literal.take(); chunk != null; chunk = literal.take()) {
            sum += chunk.remaining();
            if (begin.startsWith("STREAMHALF") && sum >= 10) {
                reply("-half");
                return;
            }
        }
        if (begin.startsWith("STREAMREST") || begin.startsWith("STREAMHALF")) {
            reply("+streamed " + sum);
            return;
        }
        Frame rest = connection.input().nextFrame();
        reply("+streamed " + sum + " then "
                + (rest instanceof Frame.Line line ? new String(line.octets(), US_ASCII) : rest));
    }

    private void line(String line) throws InterruptedException {
        switch (line) {
            case "QUIT" -> {
                reply("+bye");
                connection.close();
            }
            case "RAW" -> raw();
            case "HOLD" -> hold();
            case "FILL" -> fill();
            case "SLEEP" -> sleep();
            case "FAIL" -> fail();
            case "FLOOD" -> {
                byte[] block = new byte[10_000];
                for (int i = 0; i < 10_000; i++) {
                    connection.out().write(block);
                }
            }
            case "TLS" -> {
                connection.startTls("+begin\r\n".getBytes(US_ASCII));
                probe.encrypted.incrementAndGet();
            }
            case "WHO" ->
                reply("+" + connection.clientAddress().getHostAddress() + " "
                        + connection.saslChannel().confidentiality());
            case "CERTIFICATE" -> reply("+" + connection.saslChannel().certificateAddresses());
            case "LOGIN" -> login();
            case "ALICE" -> connection.login("PLAIN", () -> "alice", user -> user);
            case "BUGGY" -> connection.login("PLAIN", TalkSession::fail, user -> user);
            case "SLEEPY" -> connection.login("PLAIN", this::sleepIn, user -> user);
            case "WRONG" -> {
                reply("-wrong");
                if (connection.authenticationFailed() == Connection.Verdict.CLOSE) {
                    connection.close();
                }
            }
            case "BINDING" ->
                reply("+"
                        + HexFormat.of()
                                .formatHex(connection
                                        .saslChannel()
                                        .binding()
                                        .data(ChannelBinding.TLS_EXPORTER)
                                        .orElseThrow()));
            case "PUSH" -> connection.submit(() -> reply("*pushed"));
            default -> reply("+" + line);
        }
    }

    private void login() throws InterruptedException {
        try {
            connection.loggedIn("alice");
            reply("+in");
        } catch (RefusedException e) {
            reply("-" + e.reason());
        }
    }

    private static String fail() {
        throw new IllegalStateException("failure wanted by a test");
    }

    private String sleepIn() throws InterruptedException {
        sleep();
        return "nobody";
    }

    private void sleep() throws InterruptedException {
        probe.sleeping.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            probe.interrupted.incrementAndGet();
            throw e;
        }
    }

    /** Writes until the socket takes no more, which has to last: it may be for a moment only. */
    private void fill() throws InterruptedException {
        byte[] block = new byte[16_384];
        for (int full = 0; full < 20; full++) {
            if (connection.writable()) {
                connection.out().write(block);
                connection.out().flush();
                full = 0;
            }
            LockSupport.parkNanos(5_000_000);
        }
        probe.filled.countDown();
    }

    /** Octets up to a '!', counted. */
    private void raw() throws InterruptedException {
        RawInput raw = connection.input().enterRaw();
        reply("+go");
        count(raw);
    }

    /** The same, but reads when it is told to. */
    private void hold() throws InterruptedException {
        RawInput raw = connection.input().enterRaw();
        reply("+go");
        connection.out().flush();
        probe.held.await();
        count(raw);
    }

    private void count(RawInput raw) throws InterruptedException {
        long sum = 0;
        while (true) {
            ByteBuffer chunk = raw.take();
            while (chunk.hasRemaining()) {
                if (chunk.get() == '!') {
                    raw.leave(chunk);
                    reply("+raw " + sum);
                    return;
                }
                sum++;
            }
        }
    }

    private void reply(String text) throws InterruptedException {
        connection.out().writeAscii(text);
        connection.out().crlf();
    }

    @Override
    public void farewell(Farewell why) throws InterruptedException {
        reply("-farewell " + why);
    }

    @Override
    public void closed() {
        probe.closed.incrementAndGet();
    }
}
