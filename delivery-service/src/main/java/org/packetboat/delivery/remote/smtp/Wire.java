package org.packetboat.delivery.remote.smtp;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** Octets to and from a server, every step with its deadline. Used by one thread; any failure leaves it unusable. */
final class Wire implements AutoCloseable {
    private static final int CHUNK_OCTETS = 32 * 1024;
    /** For what has come to be decrypted; the rest of a record that has begun may take as long. */
    private static final Duration GLANCE = Duration.ofMillis(100);

    private static final Duration GLANCES = Duration.ofSeconds(5);

    private final Watchdog watchdog;
    /** Below TLS: closing it ends whatever is under way, where TLS would say goodbye first. */
    private final Socket transport;

    private final byte[] buffer = new byte[CHUNK_OCTETS];
    private int buffered;
    private long budget = Long.MAX_VALUE;
    private OutputStream out;
    private ReplyReader replies;
    private @Nullable SSLSocket secured;

    Wire(Socket connected, Watchdog watchdog) throws IOException {
        this.watchdog = watchdog;
        this.transport = connected;
        this.out = connected.getOutputStream();
        this.replies = new ReplyReader(connected.getInputStream());
    }

    Socket transport() {
        return transport;
    }

    /** Everything goes through this from here on. The handshake is over. */
    void secured(SSLSocket socket) throws IOException {
        secured = socket;
        out = socket.getOutputStream();
        replies = new ReplyReader(socket.getInputStream());
    }

    /** What is there that nobody asked for. */
    enum Ahead {
        NOTHING,
        /** The server has said something. */
        OCTETS,
        /** It has ended the connection, which only TLS tells before anybody reads. */
        END
    }

    Ahead ahead() throws IOException {
        SSLSocket tls = secured;
        if (replies.isAhead()) {
            return Ahead.OCTETS;
        }
        if (tls == null || transport.getInputStream().available() == 0) {
            return Ahead.NOTHING;
        }
        // TLS tells only of what it has decrypted. What has come may be its own (RFC 8446 §4.6, §6.1): a ticket, new
        // keys, the end.
        return within(GLANCES, () -> {
            tls.setSoTimeout(Math.toIntExact(GLANCE.toMillis()));
            try {
                Ahead ahead = replies.fill() ? Ahead.OCTETS : Ahead.END;
                tls.setSoTimeout(0);
                return ahead;
            } catch (SocketTimeoutException _) {
                tls.setSoTimeout(0);
                return Ahead.NOTHING;
            }
        });
    }

    /** One command and its reply. */
    Reply ask(String command, Duration timeout) throws IOException {
        say(command);
        flush(timeout);
        return reply(timeout);
    }

    /** From here on the server may keep us waiting for so long in all, whatever its steps may take. */
    void allow(Duration inAll) {
        budget = inAll.toNanos();
    }

    /** Each step by itself again. */
    void allowAny() {
        budget = Long.MAX_VALUE;
    }

    /** Whether a command can be sent with those that wait already. */
    boolean fits(String command) {
        return octets(command).length <= CHUNK_OCTETS - buffered;
    }

    private static byte[] octets(String command) {
        return (command + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    /** A command that is sent with what follows. Without its line end; it has to fit. */
    void say(String command) throws IOException {
        byte[] line = octets(command);
        if (line.length > CHUNK_OCTETS - buffered) {
            throw new IOException("a group of commands that is too long");
        }
        System.arraycopy(line, 0, buffer, buffered, line.length);
        buffered += line.length;
    }

    /** Octets of a message; each full chunk has {@code timeout} to be taken. */
    void write(byte[] array, int offset, int length, Duration timeout) throws IOException {
        int from = offset;
        int end = offset + length;
        while (from < end) {
            if (buffered == CHUNK_OCTETS) {
                flush(timeout);
            }
            int count = Math.min(end - from, CHUNK_OCTETS - buffered);
            System.arraycopy(array, from, buffer, buffered, count);
            buffered += count;
            from += count;
        }
    }

    void flush(Duration timeout) throws IOException {
        int count = buffered;
        buffered = 0;
        within(timeout, () -> {
            out.write(buffer, 0, count);
            out.flush();
            return count;
        });
    }

    Reply reply(Duration timeout) throws IOException {
        return within(timeout, replies::read);
    }

    /** Blocking work on the connection. */
    interface Step<T> {
        T run() throws IOException;
    }

    <T> T within(Duration timeout, Step<T> step) throws IOException {
        long begin = System.nanoTime();
        Duration left = Duration.ofNanos(budget);
        Duration bounded = timeout.compareTo(left) < 0 ? timeout : left;
        try (Watchdog.Alarm alarm = watchdog.set(transport, bounded)) {
            try {
                return step.run();
            } catch (IOException e) {
                if (alarm.rang()) {
                    String what = bounded.equals(timeout)
                            ? "no answer within " + timeout.toSeconds() + " s"
                            : "too slow for all of what was to be said";
                    SocketTimeoutException late = new SocketTimeoutException(what);
                    late.initCause(e);
                    throw late;
                }
                throw e;
            }
        } finally {
            if (budget != Long.MAX_VALUE) {
                budget = Math.max(0, budget - (System.nanoTime() - begin));
            }
        }
    }

    @Override
    public void close() throws IOException {
        transport.close();
    }
}
