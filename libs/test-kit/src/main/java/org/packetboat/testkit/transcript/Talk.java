package org.packetboat.testkit.transcript;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** One connection of a play. */
final class Talk implements AutoCloseable {
    static final String CLOSED = "(connection closed)";
    static final String SILENT = "(nothing for 10 s)";
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Talk(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    void send(byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
    }

    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** The next line without CR LF; a line that ends in a lone LF shows it. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        try {
            while (true) {
                int c = in.read();
                if (c < 0) {
                    return line.isEmpty() ? CLOSED : line + " " + CLOSED;
                }
                if (c == '\n') {
                    int last = line.length() - 1;
                    return last >= 0 && line.charAt(last) == '\r' ? line.substring(0, last) : line + "{hex 0A}";
                }
                line.append((char) c);
            }
        } catch (SocketTimeoutException e) {
            return line + SILENT;
        }
    }

    byte[] octets(int count) throws IOException {
        try {
            return in.readNBytes(count);
        } catch (SocketTimeoutException e) {
            return SILENT.getBytes(ISO_8859_1);
        }
    }

    /** Everything until the server closes. */
    String rest() throws IOException {
        try {
            return new String(in.readAllBytes(), ISO_8859_1);
        } catch (SocketTimeoutException e) {
            return SILENT;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
