package org.packetboat.mail.sasl;

import java.util.Arrays;
import java.util.Base64;
import org.packetboat.mail.failure.Limit;
import org.packetboat.mail.failure.LimitException;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Octets;

/** How challenges and responses stand on a line: the same in SMTP (RFC 4954 §4), IMAP (RFC 3501 §6.2.2) and POP3 (RFC 5034 §4). */
public final class SaslLines {
    /** RFC 4954 §4: octets of a response in base64, without its line end. */
    public static final int MAX_OCTETS = 12_288;

    private SaslLines() {}

    /** The argument of the command that begins an exchange; {@code =} is an empty one. */
    public static byte[] initialResponse(Octets argument) {
        return argument.contentEquals("=") ? new byte[0] : decode(argument);
    }

    /**
     * A line that answers a challenge.
     *
     * @throws LimitException when it is too long
     * @throws SyntaxException for all that is not canonical base64
     */
    public static byte[] response(Octets line) {
        return decode(line);
    }

    /** Whether the line cancels instead. */
    public static boolean cancels(Octets line) {
        return line.contentEquals("*");
    }

    /** A challenge for its line. */
    public static String challenge(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    /** Java's decoder alone would take missing padding and stray bits. */
    private static byte[] decode(Octets base64) {
        if (base64.length() > MAX_OCTETS) {
            throw new LimitException(Limit.COMMAND_LINE, "octets=" + MAX_OCTETS);
        }
        byte[] encoded = base64.toByteArray();
        try {
            byte[] decoded = Base64.getDecoder().decode(encoded);
            if (Arrays.equals(Base64.getEncoder().encode(decoded), encoded)) {
                return decoded;
            }
        } catch (IllegalArgumentException _) {
            throw malformed("base64");
        }
        throw malformed("base64");
    }

    /** At offset 1: a protocol's mapper takes a mistake at offset 0 for a command that it does not know. */
    static SyntaxException malformed(String expected) {
        return new SyntaxException(1, expected);
    }
}
