package org.packetboat.delivery.fake;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A mail server that behaves well except where it was told not to. A stage is GREET, the verb of a command, BODY (in the middle of a message) or END
 * (behind it); what it does there is a reply, or one of
 *
 * <pre>
 * CUT       closes the connection            HANG      says nothing any more
 * GARBAGE   octets that are no reply         LF        a reply with LF alone
 * LINE      a line without end               LINES     a reply without end
 * CR        a reply with CR in its text      LONG      a reply of one very long line
 * MIXED     lines of different codes         INJECT    a reply and one more that nobody asked for
 * 1XX       a reply of a class that does not exist
 * SLOW ...  a reply after a tenth of a second
 * LEAVE ... a reply, and the end of the connection as TLS ends it, in one piece; without a reply the end alone
 * ... THEN ... a reply, and after a tenth of a second one that nobody asked for
 * ... HALF ... the same, but for half a record of the second one, which comes with the first
 * SIP       in the middle of a message: reads a little at a time
 * WAIT      behind a message: takes it, and says so when the test lets it; WAIT ... says something else then, and takes nothing
 * </pre>
 *
 * Lines of a reply come in one piece, each in a record of its own on TLS. Several in a row, with commas between them, are for the first, second ... time; the last one stays.
 */
public final class ScriptedPeer implements AutoCloseable {
    private static final List<String> USUAL = List.of(
            "PIPELINING",
            "SIZE 1000000",
            "8BITMIME",
            "SMTPUTF8",
            "DSN",
            "CHUNKING",
            "BINARYMIME",
            "ENHANCEDSTATUSCODES");

    private static final int HALF_A_RECORD = 16;

    private static final Set<String> ODD_BUT_POSITIVE = Set.of("LF", "CR", "LONG");

    private final ServerSocket server;
    private final IntConsumer hanging;
    private final Map<String, Deque<String>> script = new HashMap<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private List<String> extensions = new ArrayList<>(USUAL);
    private final CountDownLatch answering = new CountDownLatch(1);
    private @Nullable SSLContext tls;

    /**
     * @param address of loopback
     * @param port 0 for any
     * @param hanging is told the client's port when this peer says nothing any more to it
     */
    public ScriptedPeer(String address, int port, IntConsumer hanging) {
        this.hanging = hanging;
        try {
            server = new ServerSocket() {
                @Override
                public Socket accept() throws IOException {
                    GatheringSocket socket = new GatheringSocket();
                    implAccept(socket);
                    return socket;
                }
            };
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** {@code STAGE=what; STAGE=what}; {@code EXT=A,B} sets all extensions, {@code EXT+} adds and {@code EXT-} takes away. */
    public ScriptedPeer told(String text) {
        for (String one : text.split(";")) {
            int equals = one.indexOf('=');
            if (equals < 0) {
                continue;
            }
            String stage = one.substring(0, equals).strip();
            List<String> what = Arrays.stream(one.substring(equals + 1).split(","))
                    .map(String::strip)
                    .toList();
            switch (stage) {
                case "EXT" -> extensions = new ArrayList<>(what);
                case "EXT+" -> extensions.addAll(what);
                case "EXT-" ->
                    extensions.removeIf(extension -> what.contains(extension.split(" ")[0]));
                default -> script.put(stage, new ArrayDeque<>(what));
            }
        }
        return this;
    }

    /** Offers STARTTLS. */
    public ScriptedPeer tls(SSLContext context) {
        tls = context;
        extensions.add("STARTTLS");
        return this;
    }

    /** Those that wait behind a message say that they have it. */
    public void answer() {
        answering.countDown();
    }

    /** All commands of all connections. */
    public List<String> commands() {
        return commands;
    }

    /** How many connections there were. */
    public long connections() {
        return commands.stream().filter(command -> command.equals("CONNECT")).count();
    }

    /** What was taken, dots as they were before they were stuffed. */
    public List<String> messages() {
        return messages;
    }

    /** What was there in full, and was or will be refused. */
    public List<String> refused() {
        return refused;
    }

    private void accept() {
        try {
            while (true) {
                GatheringSocket socket = (GatheringSocket) server.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void serve(GatheringSocket socket) {
        try (socket) {
            new Conversation(socket).run();
        } catch (IOException _) {
            // The client has gone.
        }
    }

    private synchronized String told(String stage, String otherwise) {
        Deque<String> what = script.get(stage);
        if (what == null) {
            return otherwise;
        }
        return what.size() > 1 ? what.remove() : what.element();
    }

    /** Sends what is written meanwhile in one piece. */
    private static final class GatheringSocket extends Socket {
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private boolean holds;

        void hold() {
            holds = true;
        }

        void release() throws IOException {
            releaseBut(0);
            holds = false;
        }

        /** The last octets stay. */
        void releaseBut(int count) throws IOException {
            byte[] all = held.toByteArray();
            held.reset();
            super.getOutputStream().write(all, 0, all.length - count);
            held.write(all, all.length - count, count);
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            OutputStream through = super.getOutputStream();
            return new OutputStream() {
                @Override
                public void write(int octet) throws IOException {
                    write(new byte[] {(byte) octet});
                }

                @Override
                public void write(byte[] array, int offset, int length) throws IOException {
                    if (holds) {
                        held.write(array, offset, length);
                    } else {
                        through.write(array, offset, length);
                    }
                }
            };
        }

        /** Behind its own goodbye TLS does this. */
        @Override
        public void shutdownOutput() throws IOException {
            if (holds) {
                release();
            }
            super.shutdownOutput();
        }
    }

    /** Ends a conversation. */
    private static final class OverException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private final class Conversation {
        private final GatheringSocket socket;
        /** Encrypted, if it is. */
        private Socket channel;

        private InputStream in;
        private OutputStream out;

        Conversation(GatheringSocket socket) throws IOException {
            this.socket = socket;
            this.channel = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        void run() throws IOException {
            commands.add("CONNECT");
            say(told("GREET", "220 peer"));
            for (String line = line(); line != null; line = line()) {
                commands.add(line);
                if (!command(line, line.split(" ")[0].toUpperCase(Locale.ROOT))) {
                    return;
                }
            }
        }

        private boolean command(String line, String verb) throws IOException {
            switch (verb) {
                case "EHLO" -> {
                    String what = told(verb, "");
                    if (what.isEmpty()) {
                        ehlo();
                    } else {
                        say(what);
                    }
                }
                case "STARTTLS" -> startTls();
                case "DATA" -> data();
                case "BDAT" -> bdat(line);
                case "QUIT" -> {
                    say(told(verb, "221 bye"));
                    return false;
                }
                default -> say(told(verb, "250 ok"));
            }
            return true;
        }

        private void ehlo() throws IOException {
            StringBuilder reply = new StringBuilder(extensions.isEmpty() ? "250 peer\r\n" : "250-peer\r\n");
            for (int i = 0; i < extensions.size(); i++) {
                reply.append(i == extensions.size() - 1 ? "250 " : "250-")
                        .append(extensions.get(i))
                        .append("\r\n");
            }
            raw(reply.toString());
        }

        private void startTls() throws IOException {
            String what = told("STARTTLS", "220 go");
            say(what);
            SSLContext context = tls;
            if (context == null || !what.startsWith("220")) {
                return;
            }
            String then = told("HANDSHAKE", "");
            if (!then.isEmpty()) {
                // Not before the client has begun.
                commands.add("HELLO " + in.read());
                say(then);
                throw new OverException();
            }
            SSLSocket secured =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
            secured.setUseClientMode(false);
            secured.startHandshake();
            commands.add("SECURED");
            channel = secured;
            in = new BufferedInputStream(secured.getInputStream());
            out = secured.getOutputStream();
        }

        private void data() throws IOException {
            String what = told("DATA", "354 go on");
            say(what);
            if (!what.startsWith("354")) {
                return;
            }
            String inTheMiddle = told("BODY", "");
            if (inTheMiddle.equals("SIP")) {
                while (in.readNBytes(1 << 16).length > 0) {
                    pause();
                }
                throw new OverException();
            }
            if (!inTheMiddle.isEmpty()) {
                line();
                say(inTheMiddle);
                String line = line();
                while (line != null && !line.equals(".")) {
                    line = line();
                }
                if (line != null) {
                    commands.add("DOT");
                }
                throw new OverException();
            }
            StringBuilder message = new StringBuilder();
            for (String line = line(); !".".equals(line); line = line()) {
                if (line == null) {
                    throw new OverException();
                }
                message.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
            }
            end(message.toString());
        }

        private void bdat(String line) throws IOException {
            int octets = Integer.parseInt(line.split(" ")[1]);
            byte[] message = in.readNBytes(octets);
            if (message.length < octets) {
                throw new OverException();
            }
            end(new String(message, StandardCharsets.ISO_8859_1));
        }

        private void end(String message) throws IOException {
            String what = told("END", "250 2.0.0 queued");
            if (what.equals("WAIT")) {
                messages.add(message);
                await();
                what = "250 2.0.0 queued at last";
            } else if (what.startsWith("WAIT ")) {
                refused.add(message);
                await();
                what = what.substring("WAIT ".length());
            } else if (what.startsWith("2") || ODD_BUT_POSITIVE.contains(what)) {
                messages.add(message);
            }
            say(what);
        }

        private void await() throws IOException {
            try {
                answering.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        private static void pause() throws IOException {
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        private void say(String whatever) throws IOException {
            String what = whatever;
            if (what.startsWith("SLOW ")) {
                pause();
                what = what.substring("SLOW ".length());
            }
            if (what.equals("LEAVE")) {
                channel.shutdownOutput();
                return;
            }
            if (what.startsWith("LEAVE ")) {
                socket.hold();
                raw(what.substring("LEAVE ".length()) + "\r\n");
                channel.shutdownOutput();
                throw new OverException();
            }
            int half = what.indexOf(" HALF ");
            if (half >= 0) {
                socket.hold();
                raw(what.substring(0, half) + "\r\n");
                raw(what.substring(half + " HALF ".length()) + "\r\n");
                socket.releaseBut(HALF_A_RECORD);
                pause();
                pause();
                pause();
                socket.release();
                return;
            }
            int then = what.indexOf(" THEN ");
            if (then >= 0) {
                raw(what.substring(0, then) + "\r\n");
                pause();
                what = what.substring(then + " THEN ".length());
            }
            switch (what) {
                case "CUT" -> throw new OverException();
                case "HANG" -> {
                    hanging.accept(socket.getPort());
                    while (socket.getInputStream().read() >= 0) {
                        // Until the client gives up.
                    }
                    throw new OverException();
                }
                case "GARBAGE" -> raw("\u0001\u0002 what?\r\n");
                case "LF" -> raw("250 ok\n");
                case "CR" -> raw("250 o\rk\r\n");
                case "LONG" -> raw("250 " + "x".repeat(10_000) + "\r\n");
                case "LINE" -> flood("250 ", "x");
                case "LINES" -> flood("", "250-more\r\n");
                case "MIXED" -> raw("250-one\r\n550 other\r\n");
                case "INJECT" -> raw("220 go\r\n250 injected\r\n");
                case "1XX" -> raw("150 soon\r\n");
                default -> {
                    socket.hold();
                    for (String line : (what + "\r\n").split("(?<=\n)")) {
                        raw(line);
                    }
                    socket.release();
                }
            }
        }

        private void flood(String first, String more) throws IOException {
            raw(first);
            try {
                while (true) {
                    raw(more.repeat(1_000));
                }
            } catch (SocketException _) {
                throw new OverException();
            }
        }

        private void raw(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        private @Nullable String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                if (octet == '\n') {
                    return line.substring(0, Math.max(0, line.length() - 1));
                }
                line.append((char) octet);
            }
            return null;
        }
    }

    /** Ends all connections. */
    public void cutAll() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        answer();
        server.close();
        cutAll();
    }
}
