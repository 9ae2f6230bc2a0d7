package org.packetboat.local.launcher.training;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One connection to a mail server on loopback: lines out, answers in. Belongs to one thread. */
final class Wire implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket = new Socket();
    private final InputStream in;
    private int tag;

    Wire(int port) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 65_536);
        line();
    }

    void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The next line, without its end. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int octet = in.read();
        while (octet != '\n') {
            if (octet < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (octet != '\r') {
                line.append((char) octet);
            }
            octet = in.read();
        }
        return line.toString();
    }

    /** SMTP: sends a line and reads the reply, of which it returns the last line. */
    String smtp(String command) throws IOException {
        write(command + "\r\n");
        String line = line();
        while (line.length() > 3 && line.charAt(3) == '-') {
            line = line();
        }
        return line;
    }

    /** POP3: sends a line and reads the status line. */
    String pop3(String command) throws IOException {
        write(command + "\r\n");
        return line();
    }

    /** POP3: sends a line and reads a status line and, when it is {@code +OK}, the lines after it; returns how many. */
    int pop3Lines(String command) throws IOException {
        int lines = 0;
        if (pop3(command).startsWith("+OK")) {
            while (!line().equals(".")) {
                lines++;
            }
        }
        return lines;
    }

    /** IMAP: sends a command and reads to its tagged answer, which it returns without the tag. */
    String imap(String command) throws IOException {
        String mark = "t" + ++tag + " ";
        write(mark + command + "\r\n");
        return tagged(mark);
    }

    /** IMAP: appends a message. */
    String append(String mailbox, String message) throws IOException {
        String mark = "t" + ++tag + " ";
        write(mark + "APPEND " + mailbox + " (\\Seen) {" + message.length() + "}\r\n");
        if (!line().startsWith("+")) {
            throw new IOException("APPEND was refused");
        }
        write(message + "\r\n");
        return tagged(mark);
    }

    private String tagged(String mark) throws IOException {
        while (true) {
            String line = line();
            if (line.startsWith(mark)) {
                return line.substring(mark.length());
            }
            if (line.endsWith("}")) {
                in.skipNBytes(Long.parseLong(line.substring(line.lastIndexOf('{') + 1, line.length() - 1)));
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
