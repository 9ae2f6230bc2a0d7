package org.packetboat.pop3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.packetboat.mail.sasl.ScramClient;

/** A client that a test leads by the hand. */
final class Pop3Client implements AutoCloseable {
    static final String CLOSED = "closed";
    private static final int PATIENCE_MILLIS = 20_000;

    private Socket socket;
    private BufferedReader in;

    /** Has not read the greeting yet. */
    Pop3Client(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = reader();
    }

    private BufferedReader reader() throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
    }

    /** Each line with CR LF, all at once. */
    void send(String... lines) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String line : lines) {
            all.append(line).append("\r\n");
        }
        socket.getOutputStream().write(all.toString().getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** The next line, or {@link #CLOSED}. */
    String reply() throws IOException {
        String line = in.readLine();
        return line == null ? CLOSED : line;
    }

    String say(String line) throws IOException {
        send(line);
        return reply();
    }

    /** The lines behind a reply. */
    List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = reply(); !line.equals("."); line = reply()) {
            if (line.equals(CLOSED)) {
                throw new AssertionError("closed after " + lines);
            }
            lines.add(line);
        }
        return lines;
    }

    /** Shakes hands, after the go-ahead. */
    void encrypt(SSLContext tls) throws IOException {
        socket = tls.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), true);
        in = reader();
    }

    /** Logs in without showing the password; the reply to it. */
    String scram(String login, String password) throws Exception {
        ScramClient client = new ScramClient(login, password, "n,,", new byte[0], "fyko+d2lbbFgONRv9qkxdawL");
        byte[] first = challenge(say("AUTH SCRAM-SHA-256 " + base64(client.first())));
        byte[] last = challenge(say(base64(client.last(first))));
        if (!client.trusts(last)) {
            throw new AssertionError("not our server");
        }
        return say("");
    }

    private static byte[] challenge(String line) {
        if (!line.startsWith("+ ")) {
            throw new AssertionError("no challenge: " + line);
        }
        return Base64.getDecoder().decode(line.substring(2).getBytes(US_ASCII));
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
