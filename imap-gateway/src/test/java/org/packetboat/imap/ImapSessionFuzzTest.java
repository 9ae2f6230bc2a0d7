package org.packetboat.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;
import org.packetboat.testkit.transcript.Transcript;

/**
 * In every state, over a socket, with everything behind it that a session has: whatever a client sends is answered with responses and
 * nothing else, never with a bug, and the session ends when its input does.
 */
@Timeout(120)
class ImapSessionFuzzTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Transcript MAILBOX = Transcript.parse("fuzz", "messages: one two\nmailboxes: INBOX Sent\n");
    private static final int PATIENCE_MILLIS = 60_000;

    private static final String LOGIN = "l LOGIN alice@mail.test secret\r\n";
    private static final String SELECT = LOGIN + "s SELECT INBOX\r\n";
    private static final String ENABLE = LOGIN + "e ENABLE IMAP4rev2 UTF8=ACCEPT QRESYNC\r\ns SELECT INBOX\r\n";

    @MethodSource("org.packetboat.imap.TranscriptSeeds#connected")
    @FuzzTest
    void connected(byte[] octets) throws Exception {
        talk("", octets);
    }

    @MethodSource("responses")
    @FuzzTest
    void authenticating(byte[] octets) throws Exception {
        talk("a AUTHENTICATE SCRAM-SHA-256\r\n", octets);
    }

    @MethodSource("org.packetboat.imap.TranscriptSeeds#authenticated")
    @FuzzTest
    void authenticated(byte[] octets) throws Exception {
        talk(LOGIN, octets);
    }

    @MethodSource("org.packetboat.imap.TranscriptSeeds#selected")
    @FuzzTest
    void selected(byte[] octets) throws Exception {
        talk(SELECT, octets);
    }

    @MethodSource("org.packetboat.imap.TranscriptSeeds#selected")
    @FuzzTest
    void selectedWithAllEnabled(byte[] octets) throws Exception {
        talk(ENABLE, octets);
    }

    @MethodSource("org.packetboat.imap.session.CommandStreamFuzzTest#endsOfIdle")
    @FuzzTest
    void idling(byte[] octets) throws Exception {
        talk(SELECT + "i IDLE\r\n", octets);
    }

    @MethodSource("org.packetboat.imap.session.CommandStreamFuzzTest#messages")
    @FuzzTest
    void appending(byte[] octets) throws Exception {
        talk(SELECT + "a APPEND INBOX {20+}\r\n", octets);
    }

    @MethodSource("messages")
    @FuzzTest
    void fetching(byte[] octets) throws Exception {
        talk(
                LOGIN + "a APPEND Sent {" + octets.length + "+}\r\n",
                octets,
                "\r\ns EXAMINE Sent\r\nf FETCH 1 (FULL BODYSTRUCTURE PREVIEW BODY[1] BODY[1.MIME] BODY[HEADER.FIELDS (Subject)] BINARY[1] BINARY.SIZE[1])"
                        + "\r\ng SEARCH OR TEXT x OR SUBJECT x SENTSINCE 1-Jan-2000\r\n");
    }

    /** What a client sends once its octets are compressed. */
    @MethodSource("org.packetboat.imap.TranscriptSeeds#selected")
    @FuzzTest
    void compressed(byte[] octets) throws Exception {
        talkCompressed(deflated(octets), End.IN_ORDER);
    }

    /** Octets that are to be compressed ones and may be none. */
    @MethodSource("compressions")
    @FuzzTest
    void inflating(byte[] octets) throws Exception {
        talkCompressed(octets, End.ANY);
    }

    static Stream<byte[]> responses() {
        return Stream.of(
                        "biwsbj1hbGljZSxyPWFiYw==\r\nYz1iaXdzLHI9YWJjLHA9eA==\r\nb NOOP\r\n",
                        "*\r\nb NOOP\r\n",
                        "=\r\n",
                        "{3+}\r\nabc\r\n")
                .map(text -> text.getBytes(ISO_8859_1));
    }

    static Stream<byte[]> messages() {
        return Stream.of(
                        "Subject: =?utf-8?q?caf=C3=A9?=\r\nDate: Mon, 23 Nov 2026 16:00:00 +0000\r\n\r\nhello\r\n",
                        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\neHh4\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nTo: a@b\r\n\r\nx\r\n--b--\r\n",
                        "Content-Type: text/html; charset=koi8-r\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=F0=D2=C9</p>=\r\n")
                .map(text -> text.getBytes(ISO_8859_1));
    }

    static Stream<byte[]> compressions() {
        return TranscriptSeeds.authenticated().limit(20).map(ImapSessionFuzzTest::deflated);
    }

    private static byte[] deflated(byte[] octets) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(octets);
            byte[] out = new byte[octets.length + octets.length / 100 + 64];
            int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
            return Arrays.copyOf(out, length);
        } finally {
            deflater.end();
        }
    }

    private static void talk(String before, byte[] octets) throws Exception {
        talk(before, octets, "");
    }

    private static void talk(String before, byte[] octets, String after) throws Exception {
        try (ImapStage stage = new ImapStage(VERTX, MAILBOX);
                Socket socket = stage.connect()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(before.getBytes(ISO_8859_1));
            socket.getOutputStream().write(octets);
            socket.getOutputStream().write(after.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            ResponseOctets.check(socket.getInputStream().readAllBytes());
        }
    }

    /** How a session may end. */
    private enum End {
        /** With all of its responses. */
        IN_ORDER,
        /** Also in the middle of one. */
        ANY
    }

    private static void talkCompressed(byte[] octets, End end) throws Exception {
        try (ImapStage stage = new ImapStage(VERTX, MAILBOX);
                Socket socket = stage.connect()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write((SELECT + "z COMPRESS DEFLATE\r\n").getBytes(ISO_8859_1));
            InputStream in = socket.getInputStream();
            skipBehindCompress(in);
            socket.getOutputStream().write(octets);
            socket.shutdownOutput();
            ResponseOctets.check(inflated(in.readAllBytes()));
        } catch (SocketException e) {
            if (end == End.IN_ORDER) {
                throw e;
            }
        }
    }

    private static void skipBehindCompress(InputStream in) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf("\r\nz OK DEFLATE active\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                throw new AssertionError("not compressed: " + read);
            }
            read.append((char) octet);
        }
    }

    private static byte[] inflated(byte[] octets) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(octets);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] piece = new byte[8192];
            for (int n = inflater.inflate(piece); n > 0; n = inflater.inflate(piece)) {
                out.write(piece, 0, n);
            }
            return out.toByteArray();
        } finally {
            inflater.end();
        }
    }
}
