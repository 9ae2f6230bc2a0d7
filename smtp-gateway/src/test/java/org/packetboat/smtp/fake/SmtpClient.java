package org.packetboat.smtp.fake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;

/** A client that says what it is told and waits for one reply each. */
public final class SmtpClient implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;
    private final OutputStream out;

    /** Connected and introduced. */
    public SmtpClient(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        out = socket.getOutputStream();
        reply();
        say("EHLO client.test");
    }

    /** Sends a line; gives the last line of the reply. */
    public String say(String line) throws IOException {
        write(line + "\r\n");
        return reply();
    }

    /** Sends octets as they are. */
    public void write(String octets) throws IOException {
        out.write(octets.getBytes(ISO_8859_1));
        out.flush();
    }

    /** A whole transaction; gives the reply to the end of data, or the first that is not positive. */
    public String send(String message) throws IOException {
        String[] commands = {"RSET", "MAIL FROM:<bob@mail.test>", "RCPT TO:<alice@mail.test>", "DATA"};
        for (String command : commands) {
            String reply = say(command);
            if (reply.charAt(0) > '3') {
                return reply;
            }
        }
        out.write(message.getBytes(ISO_8859_1));
        return say(".");
    }

    /** The next reply's last line. */
    public String reply() throws IOException {
        while (true) {
            String line = in.readLine();
            if (line == null) {
                return "closed";
            }
            if (line.length() < 4 || line.charAt(3) != '-') {
                return line;
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
