package org.packetboat.e2e;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A raw TCP conversation: lines and counted octets, nothing that knows a protocol. */
final class Wire implements AutoCloseable {
    private static final String CLOSED = "closed by the server after: ";

    private Socket socket;
    private InputStream in;
    private OutputStream out;

    Wire(int port) throws IOException {
        this(port, Duration.ofSeconds(30));
    }

    Wire(int port, Duration timeout) throws IOException {
        this(InetAddress.getLoopbackAddress(), port, timeout);
    }

    /** @param from the client's own address, one of this machine */
    Wire(InetAddress from, int port, Duration timeout) throws IOException {
        this(from, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeout);
    }

    /** To a server that has an address of its own. */
    Wire(InetSocketAddress server, Duration timeout) throws IOException {
        this(InetAddress.getLoopbackAddress(), server, timeout);
    }

    private Wire(InetAddress from, InetSocketAddress server, Duration timeout) throws IOException {
        socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(server);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
        in = new BufferedInputStream(socket.getInputStream(), 65_536);
        out = socket.getOutputStream();
    }

    /**
     * Shakes hands, and wants a certificate for the name that the server is asked for (RFC 6066 §3), or for 127.0.0.1.
     *
     * @return what was agreed on
     */
    ExtendedSSLSession encrypt(SSLContext trust, Optional<String> name) throws IOException {
        SSLSocket tls = (SSLSocket)
                trust.getSocketFactory().createSocket(socket, name.orElse("127.0.0.1"), socket.getPort(), true);
        SSLParameters parameters = tls.getSSLParameters();
        name.ifPresent(wanted -> parameters.setServerNames(List.of(new SNIHostName(wanted))));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        socket = tls;
        in = new BufferedInputStream(tls.getInputStream(), 65_536);
        out = tls.getOutputStream();
        return (ExtendedSSLSession) tls.getSession();
    }

    void timeout(Duration timeout) throws IOException {
        socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
    }

    /** Sends a line; CR LF is added. */
    void line(String line) throws IOException {
        send((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
    }

    /** Whether the server has ended its output, and there is nothing left to read. */
    boolean isOver() throws IOException {
        return next(Duration.ofMillis(1)) == Next.END;
    }

    /** Whether something comes, or the end, within this time. */
    boolean comes(Duration limit) throws IOException {
        return next(limit) != Next.NOTHING;
    }

    private enum Next {
        NOTHING,
        OCTETS,
        END
    }

    private Next next(Duration limit) throws IOException {
        int patience = socket.getSoTimeout();
        socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
        in.mark(1);
        try {
            if (in.read() < 0) {
                return Next.END;
            }
            in.reset();
            return Next.OCTETS;
        } catch (SocketTimeoutException e) {
            return Next.NOTHING;
        } finally {
            socket.setSoTimeout(patience);
        }
    }

    /** Reads a line, without its end. */
    String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        int octet;
        while ((octet = in.read()) != '\n') {
            if (octet < 0) {
                throw new EOFException(CLOSED + line.toString(StandardCharsets.ISO_8859_1));
            }
            line.write(octet);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** Whether this is how {@link #readLine} tells of a server that has ended its output, and not within a line. */
    static boolean isClosedBetweenLines(IOException e) {
        return e instanceof EOFException && CLOSED.equals(e.getMessage());
    }

    byte[] readOctets(int count) throws IOException {
        byte[] octets = in.readNBytes(count);
        if (octets.length < count) {
            throw new EOFException("closed by the server within a literal");
        }
        return octets;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
