package org.packetboat.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Just enough of an SMTP client to send octets and to see each reply. */
final class SmtpWire implements AutoCloseable {
    private final Wire wire;

    SmtpWire(int port, Duration timeout) throws IOException {
        this(new Wire(port, timeout));
    }

    /** On a connection that nothing was read from yet. */
    SmtpWire(Wire wire) throws IOException {
        this.wire = wire;
        expect(220);
        wire.line("EHLO e2e.test");
        expect(250);
    }

    /** Sends one message; the code of the reply to its end of data, or of the first refusal before it. */
    int send(String reversePath, List<String> forwardPaths, byte[] message) throws IOException {
        int code = command("MAIL FROM:<" + reversePath + ">");
        for (String forwardPath : forwardPaths) {
            if (code / 100 != 2) {
                return code;
            }
            code = command("RCPT TO:<" + forwardPath + ">");
        }
        if (code / 100 != 2) {
            return code;
        }
        code = command("DATA");
        if (code != 354) {
            return code;
        }
        wire.send(stuffed(message));
        return reply();
    }

    int command(String line) throws IOException {
        wire.line(line);
        return reply();
    }

    private int reply() throws IOException {
        String line;
        do {
            line = wire.readLine();
        } while (line.length() > 3 && line.charAt(3) == '-');
        return Integer.parseInt(line.substring(0, 3));
    }

    private void expect(int code) throws IOException {
        int got = reply();
        if (got != code) {
            throw new IOException("expected " + code + ", got " + got);
        }
    }

    /** Dot-stuffed with the end of data (RFC 5321 §4.5.2); the message's own last line must end in CR LF. */
    private static byte[] stuffed(byte[] message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.length + message.length / 64 + 16);
        boolean lineStart = true;
        for (byte octet : message) {
            if (lineStart && octet == '.') {
                out.write('.');
            }
            out.write(octet);
            lineStart = octet == '\n';
        }
        out.writeBytes(".\r\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    @Override
    public void close() {
        wire.close();
    }
}
