package org.packetboat.e2e;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One socket that remembers what went over it, from an address of its own choice. A test thread's own, apart from its reader. */
final class HostileClient implements AutoCloseable {
    static final String PASSWORD = "secret";
    /** Above the stall timeout of the test. */
    private static final Duration DEAF = Duration.ofSeconds(5);

    private static final int CONNECT_MILLIS = 5_000;
    private static final int KEPT_OCTETS = 1 << 20;
    private static final int SHOWN_OCTETS = 2_000;

    /** How far the conversation is before it becomes hostile. */
    enum Stage {
        /** Connected; nothing read, no TLS. */
        RAW,
        /** Behind the greeting, and TLS where it comes first. */
        GREETED,
        /** Where there is no login, behind EHLO. */
        LOGGED_IN,
        /** In a mail transaction with a recipient, in a selected mailbox. */
        WORKING,
        /** Behind 354. */
        DATA
    }

    private final Stack stack;
    private final Door door;
    private final InetAddress from;
    private final String user;
    private final SSLContext trust;
    private final Socket tcp;
    private final Sent sent = new Sent();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final CountDownLatch end = new CountDownLatch(1);
    private Socket socket;
    private boolean reading;
    private int tag;

    private static final class Sent {
        private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();
        private long octets;

        void add(byte[] more) {
            octets += more.length;
            beginning.write(more, 0, Math.min(more.length, SHOWN_OCTETS - Math.min(SHOWN_OCTETS, beginning.size())));
        }
    }

    /**
     * Connects.
     *
     * @param from an address of this machine
     */
    HostileClient(Stack stack, SSLContext trust, Door door, InetAddress from, String user) throws IOException {
        this.stack = stack;
        this.door = door;
        this.from = from;
        this.user = user;
        this.trust = trust;
        this.tcp = new Socket();
        this.socket = tcp;
        tcp.bind(new InetSocketAddress(from, 0));
        tcp.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), door.port(stack)), CONNECT_MILLIS);
        tcp.setTcpNoDelay(true);
        tcp.setSoTimeout(CONNECT_MILLIS);
    }

    Door door() {
        return door;
    }

    /** One more socket between the same two addresses. */
    HostileClient another() throws IOException {
        return new HostileClient(stack, trust, door, from, user);
    }

    void enter(Stage stage) throws IOException {
        if (stage == Stage.RAW) {
            return;
        }
        if (door.encrypted()) {
            encrypt();
        }
        expect(line(), "220", "* OK", "+OK");
        if (stage == Stage.GREETED) {
            return;
        }
        logIn();
        if (stage != Stage.LOGGED_IN) {
            begin(stage);
        }
    }

    private void logIn() throws IOException {
        switch (door.spoken()) {
            case SMTP -> {
                expect(ask("EHLO hostile.test"), "250");
                if (door.hasLogin()) {
                    expect(ask("AUTH PLAIN " + base64("\0" + user + "\0" + PASSWORD)), "235");
                }
            }
            case IMAP -> expect(ask("LOGIN " + user + " " + PASSWORD), "OK");
            case POP3 -> {
                expect(ask("USER " + user), "+OK");
                expect(ask("PASS " + PASSWORD), "+OK");
            }
        }
    }

    private void begin(Stage stage) throws IOException {
        switch (door.spoken()) {
            case SMTP -> {
                expect(ask("MAIL FROM:<" + user + ">"), "250");
                expect(ask("RCPT TO:<" + user + ">"), "250");
                if (stage == Stage.DATA) {
                    expect(ask("DATA"), "354");
                }
            }
            case IMAP -> expect(ask("SELECT INBOX"), "OK");
            case POP3 -> expect(ask("STAT"), "+OK");
        }
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void expect(String reply, String... beginnings) throws IOException {
        for (String beginning : beginnings) {
            if (reply.startsWith(beginning)) {
                return;
            }
        }
        throw new IOException("unexpected: " + reply);
    }

    /** Shakes hands. */
    void encrypt(String... protocols) throws IOException {
        SSLSocket tls = (SSLSocket) trust.getSocketFactory().createSocket(tcp, "localhost", tcp.getPort(), true);
        if (protocols.length > 0) {
            tls.setEnabledProtocols(protocols);
        }
        tls.startHandshake();
        socket = tls;
    }

    /** Another handshake on the same connection: renegotiation in TLS 1.2, new keys in TLS 1.3. */
    void shakeHandsAgain() throws IOException {
        if (!(socket instanceof SSLSocket tls)) {
            throw new IllegalStateException("in the clear");
        }
        tls.startHandshake();
    }

    /** Sends a line and reads the reply to its end; what IMAP puts around it is added and taken off. */
    String ask(String line) throws IOException {
        if (door.spoken() != Door.Spoken.IMAP) {
            send(line + "\r\n");
            String reply = line();
            while (door.spoken() == Door.Spoken.SMTP && reply.length() > 3 && reply.charAt(3) == '-') {
                reply = line();
            }
            return reply;
        }
        String name = "t" + ++tag + " ";
        send(name + line + "\r\n");
        String reply = line();
        while (!reply.startsWith(name) && !reply.startsWith("+")) {
            reply = line();
        }
        return reply.startsWith("+") ? reply : reply.substring(name.length());
    }

    /** Reads a line; not once there is a reader. */
    String line() throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("closed after: " + line.toString(StandardCharsets.ISO_8859_1));
            }
            line.write(octet);
        }
        keep(line.toByteArray(), line.size());
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    void send(String octets) throws IOException {
        send(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] octets) throws IOException {
        sent.add(octets);
        socket.getOutputStream().write(octets);
        socket.getOutputStream().flush();
    }

    /** Past any TLS. */
    void sendRaw(byte[] octets) throws IOException {
        sent.add(octets);
        tcp.getOutputStream().write(octets);
        tcp.getOutputStream().flush();
    }

    /** One octet a second, until the server has enough: it must have, before the last one. */
    void trickle(byte[] octets) throws IOException {
        readAlong();
        for (byte octet : octets) {
            if (ended(Duration.ofSeconds(1))) {
                return;
            }
            send(new byte[] {octet});
        }
        throw new AssertionError("the server has waited for all of " + octets.length + " octets");
    }

    /** Sends without ever reading, longer than a server has to bear. */
    void sendDeaf(byte[] octets) throws IOException {
        send(octets);
        pause(DEAF);
    }

    void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    /** From now on a reader takes what comes. */
    void readAlong() {
        if (!reading) {
            reading = true;
            Socket from = socket;
            Thread.ofVirtual().start(() -> read(from));
        }
    }

    private void read(Socket from) {
        byte[] chunk = new byte[16_384];
        try {
            from.setSoTimeout(0);
            InputStream in = from.getInputStream();
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                keep(chunk, n);
            }
        } catch (IOException e) {
            keep(new byte[0], 0);
        } finally {
            end.countDown();
        }
    }

    private void keep(byte[] octets, int count) {
        synchronized (received) {
            if (received.size() < KEPT_OCTETS) {
                received.write(octets, 0, count);
            }
        }
    }

    /** Whether the server ends the conversation in this time. */
    boolean ended(Duration limit) {
        readAlong();
        try {
            return end.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** No more comes from here, but all is still read. */
    void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    void reset() throws IOException {
        tcp.setSoLinger(true, 0);
        tcp.close();
    }

    /** Everything that was answered, in Latin-1. */
    String answer() {
        synchronized (received) {
            return received.toString(StandardCharsets.ISO_8859_1);
        }
    }

    /** For a person who wants to do it again. */
    String transcript() {
        String answer = answer();
        return "sent (" + sent.octets + " octets): " + visible(sent.beginning.toString(StandardCharsets.ISO_8859_1))
                + "\nanswered (" + answer.length() + "): "
                + visible(answer.substring(0, Math.min(SHOWN_OCTETS, answer.length())));
    }

    private static String visible(String octets) {
        StringBuilder text = new StringBuilder();
        for (char octet : octets.toCharArray()) {
            switch (octet) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                case '\\' -> text.append("\\\\");
                default -> text.append(octet >= ' ' && octet < 127 ? octet : String.format("\\x%02x", (int) octet));
            }
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        tcp.close();
    }

    /** Whoever opens a client may have none yet when it fails. */
    static String transcript(@Nullable HostileClient client) {
        return client == null ? "(not connected)" : client.transcript();
    }
}
