package org.packetboat.pop3.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.packetboat.mail.smtp.DotEncoder;
import org.packetboat.net.flow.FlowWriter;

/** Responses to octets (RFC 1939 §3). One per session; lane only. */
public final class ResponseWriter {
    private static final byte[] OK = {'+', 'O', 'K'};
    private static final byte[] END = {'.', '\r', '\n'};

    private final FlowWriter out;
    private boolean midway;

    /** @param out where responses go */
    public ResponseWriter(FlowWriter out) {
        this.out = out;
    }

    /** A positive single-line response. */
    public void ok(String text) throws InterruptedException {
        out.write(OK);
        out.write(' ');
        out.writeAscii(text);
        out.crlf();
    }

    /** A positive single-line response that is sent by other means. */
    public static byte[] goAhead(String text) {
        return ("+OK " + text + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** {@code +OK first second}: the drop listing, a scan listing, a unique-id listing. */
    public void ok(long first, long second) throws InterruptedException {
        out.write(OK);
        out.write(' ');
        pair(first, second);
    }

    /** {@code +OK number text}. */
    public void ok(long number, String text) throws InterruptedException {
        out.write(OK);
        out.write(' ');
        out.writeDecimal(number);
        out.write(' ');
        out.writeAscii(text);
        out.crlf();
    }

    /** Asks for a SASL response (RFC 5034 §4): a plus, a blank, and the challenge if there is any. */
    public void challenge(String base64) throws InterruptedException {
        out.write('+');
        out.write(' ');
        out.writeAscii(base64);
        out.crlf();
    }

    /** A negative response. */
    public void error(ErrorReply reply) throws InterruptedException {
        out.writeAscii("-ERR ");
        if (reply.code().isPresent()) {
            out.write('[');
            out.writeAscii(reply.code().get().word());
            out.writeAscii("] ");
        }
        out.writeAscii(reply.text());
        out.crlf();
    }

    /** {@code +OK text}, and lines follow until {@link #end}. */
    public void begin(String text) throws InterruptedException {
        midway = true;
        ok(text);
    }

    /** {@code +OK octets octets}, and a message follows. */
    public void beginMessage(long octets) throws InterruptedException {
        midway = true;
        ok(octets, "octets");
    }

    /** A line that does not begin with a dot. */
    public void line(String text) throws InterruptedException {
        out.writeAscii(text);
        out.crlf();
    }

    /** A line of two numbers. */
    public void pair(long first, long second) throws InterruptedException {
        out.writeDecimal(first);
        out.write(' ');
        out.writeDecimal(second);
        out.crlf();
    }

    /** A line of a number and a unique-id. */
    public void uniqueId(long number, UniqueId id) throws InterruptedException {
        out.writeDecimal(number);
        out.write(' ');
        out.writeDecimal(id.uidValidity());
        out.write('.');
        out.writeDecimal(id.uid());
        out.crlf();
    }

    /** {@code +OK number id}. */
    public void okUniqueId(long number, UniqueId id) throws InterruptedException {
        out.write(OK);
        out.write(' ');
        uniqueId(number, id);
    }

    /** Ends the lines. */
    public void end() throws InterruptedException {
        out.write(END);
        midway = false;
    }

    /** Octets of a message, stuffed. */
    public void message(DotEncoder encoder, ByteBuffer octets) throws InterruptedException {
        encoder.encode(octets.array(), octets.arrayOffset() + octets.position(), octets.remaining(), out::write);
    }

    /** Ends a message: a last line without CR LF gets one, which is not counted in its size (RFC 1939 §3 needs it). */
    public void endMessage(DotEncoder encoder) throws InterruptedException {
        encoder.finish(out::write);
        midway = false;
    }

    /** Whether a multi-line response has begun and not ended: a failure now can only be shown by closing the connection. */
    public boolean midway() {
        return midway;
    }
}
