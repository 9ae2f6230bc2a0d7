package org.packetboat.e2e;

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
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The mail server of another domain: takes everything, and says so when a test has it. */
final class SinkServer implements AutoCloseable {
    private final ServerSocket server = new ServerSocket();
    private final Consumer<byte[]> taken;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger messages = new AtomicInteger();

    /**
     * @param address of loopback
     * @param port 0 for any
     */
    SinkServer(String address, int port, Consumer<byte[]> taken) throws IOException {
        this.taken = taken;
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port), 200);
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many it has taken. */
    int messages() {
        return messages.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            say(out, "220 sink.test");
            for (String line = line(in); line != null; line = line(in)) {
                String verb = line.substring(0, Math.min(4, line.length())).toUpperCase(Locale.ROOT);
                switch (verb) {
                    case "EHLO" ->
                        say(
                                out,
                                "250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-CHUNKING\r\n250 ENHANCEDSTATUSCODES");
                    case "DATA" -> {
                        say(out, "354 go on");
                        take(message(in));
                        say(out, "250 2.0.0 taken");
                    }
                    case "BDAT" -> {
                        // Long lines come like that, as one chunk.
                        take(chunk(in, Integer.parseInt(line.split(" ", -1)[1])));
                        say(out, "250 2.0.0 taken");
                    }
                    case "QUIT" -> {
                        say(out, "221 2.0.0 bye");
                        return;
                    }
                    default -> say(out, "250 2.0.0 ok");
                }
            }
        } catch (IOException _) {
            // The client has gone.
        } finally {
            open.remove(socket);
        }
    }

    private void take(byte[] message) {
        taken.accept(message);
        messages.incrementAndGet();
    }

    private static byte[] chunk(InputStream in, int octets) throws IOException {
        byte[] chunk = in.readNBytes(octets);
        if (chunk.length < octets) {
            throw new IOException("cut in the middle of a chunk");
        }
        return chunk;
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static @Nullable String line(InputStream in) throws IOException {
        byte[] line = octets(in);
        return line.length == 0 ? null : new String(line, 0, line.length - 2, StandardCharsets.ISO_8859_1);
    }

    /** A line with its end; nothing when the connection has ended. */
    private static byte[] octets(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet = in.read();
        while (octet >= 0) {
            line.write(octet);
            if (octet == '\n') {
                return line.toByteArray();
            }
            octet = in.read();
        }
        return new byte[0];
    }

    /** RFC 5321 §4.5.2, without the dots that were added. */
    private static byte[] message(InputStream in) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (true) {
            byte[] line = octets(in);
            if (line.length == 0) {
                throw new IOException("cut in the middle of a message");
            }
            int stuffed = line[0] == '.' ? 1 : 0;
            if (stuffed == 1 && line.length == 3) {
                return message.toByteArray();
            }
            message.write(line, stuffed, line.length - stuffed);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
