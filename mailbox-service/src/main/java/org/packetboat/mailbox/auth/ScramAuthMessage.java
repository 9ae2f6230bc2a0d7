package org.packetboat.mailbox.auth;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.OctetCursor;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.sasl.ScramParameters;

/** What a client's proof is about: its first message, our first and its last one (RFC 5802 §3, {@code AuthMessage}). */
public final class ScramAuthMessage {
    private ScramAuthMessage() {}

    /** What we told the client in our message; empty when there is no such message. */
    public static Optional<ScramParameters> parameters(byte[] authMessage) {
        OctetCursor cursor = new OctetCursor(Octets.of(authMessage));
        try {
            attribute(cursor, 'n');
            attribute(cursor, 'r');
            // Extensions (RFC 5802 §7) of the client.
            while (cursor.peek() != 'r') {
                cursor.takeUntil(',');
                cursor.expect(',', ",");
            }
            attribute(cursor, 'r');
            byte[] salt = Base64.getDecoder().decode(attribute(cursor, 's').toByteArray());
            cursor.expect('i', "i");
            cursor.expect('=', "=");
            int iterations = (int) cursor.number(1, Integer.MAX_VALUE, "iterations");
            cursor.expect(',', ",");
            return Optional.of(new ScramParameters(salt, iterations));
        } catch (SyntaxException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /**
     * Whether they are the same: new keys have a new salt. A login that nobody has keeps its salt for ever, but not its iterations: instances learn at
     * different times how many accounts have which.
     */
    public static boolean isAbout(ScramParameters told, ScramParameters current) {
        return Arrays.equals(told.salt(), current.salt());
    }

    /** Its value; behind the comma that follows. */
    private static Octets attribute(OctetCursor cursor, char name) {
        cursor.expect(name, Character.toString(name));
        cursor.expect('=', "=");
        Octets value = cursor.takeUntil(',');
        cursor.expect(',', ",");
        return value;
    }
}
