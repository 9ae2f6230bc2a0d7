package org.packetboat.net.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** A client of the tests. */
final class Client implements AutoCloseable {
    final Socket socket;
    private final InputStream in;

    Client(int port) throws IOException {
        this(new Socket("127.0.0.1", port));
    }

    Client(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(60_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("closed after " + line);
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    String rest() throws IOException {
        return new String(in.readAllBytes(), US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
