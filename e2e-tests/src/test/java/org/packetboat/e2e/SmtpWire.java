package org.packetboat.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Just enough of an SMTP client to send octets and to see each reply. */
final class SmtpWire implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private static final int CHUNK_OCTETS = 10_000;

    private final Wire wire;

    SmtpWire(int port, Duration timeout) throws IOException {
        this(new Wire(port, timeout));
    }

    /** On a connection that nothing was read from yet. */
    SmtpWire(Wire wire) throws IOException {
        this(wire, true);
    }

    private SmtpWire(Wire wire, boolean greets) throws IOException {
        this(wire, greets, "EHLO");
    }

    private SmtpWire(Wire wire, boolean greets, String hello) throws IOException {
        this.wire = wire;
        if (greets) {
            expect(220);
        }
        wire.line(hello + " e2e.test");
        expect(250);
    }

    /** As a server that knows nobody here does. */
    static SmtpWire transferring(Stack stack) throws IOException {
        return new SmtpWire(new Wire(new InetSocketAddress(stack.host(), stack.smtp()), TIMEOUT));
    }

    /** As a server in front does. */
    static SmtpWire lmtp(Stack stack) throws IOException {
        return new SmtpWire(new Wire(new InetSocketAddress(stack.host(), stack.lmtp()), TIMEOUT), true, "LHLO");
    }

    /** On a connection whose greeting was read, or that was encrypted after it. */
    static SmtpWire greeted(Wire wire) throws IOException {
        return new SmtpWire(wire, false);
    }

    /** Logged in, as a mail client is that submits. */
    static SmtpWire submitting(Stack stack, String user, String password) throws IOException {
        SmtpWire smtp = new SmtpWire(new Wire(new InetSocketAddress(stack.host(), stack.submission()), TIMEOUT));
        smtp.login(user, password);
        return smtp;
    }

    void login(String user, String password) throws IOException {
        byte[] plain = ("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8);
        wire.line("AUTH PLAIN " + Base64.getEncoder().encodeToString(plain));
        expect(235);
    }

    /**
     * An envelope.
     *
     * @param mail what follows MAIL FROM: with angle brackets and parameters
     * @param recipients what follows each RCPT TO:
     */
    record Envelope(String mail, List<String> recipients) {
        Envelope(String mail, String... recipients) {
            this(mail, List.of(recipients));
        }
    }

    /** Sends one message; the code of the reply to its end of data, or of the first refusal before it. */
    int send(String reversePath, List<String> forwardPaths, byte[] message) throws IOException {
        List<String> recipients =
                forwardPaths.stream().map(path -> "<" + path + ">").toList();
        return send(new Envelope("<" + reversePath + ">", recipients), message);
    }

    /** The same with parameters. */
    int send(Envelope envelope, byte[] message) throws IOException {
        int code = command("MAIL FROM:" + envelope.mail());
        for (String recipient : envelope.recipients()) {
            if (code / 100 != 2) {
                return code;
            }
            code = command("RCPT TO:" + recipient);
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

    /** The same as octets of any kind, in chunks (RFC 3030): the code of the reply to the last of them, or of the first refusal. */
    int sendBinary(String reversePath, String forwardPath, byte[] message) throws IOException {
        int code = command("MAIL FROM:<" + reversePath + "> BODY=BINARYMIME");
        if (code / 100 == 2) {
            code = command("RCPT TO:<" + forwardPath + ">");
        }
        for (int at = 0; at < message.length && code / 100 == 2; at += CHUNK_OCTETS) {
            int count = Math.min(CHUNK_OCTETS, message.length - at);
            wire.line("BDAT " + count + (at + count == message.length ? " LAST" : ""));
            wire.send(Arrays.copyOfRange(message, at, at + count));
            code = reply();
        }
        return code;
    }

    int command(String line) throws IOException {
        wire.send((line + "\r\n").getBytes(StandardCharsets.UTF_8));
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
