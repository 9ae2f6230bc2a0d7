package org.packetboat.mail.sasl;

import java.util.Arrays;
import java.util.Base64;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.OctetCursor;
import org.packetboat.mail.octets.Octets;

/**
 * RFC 5802 §7, {@code client-final-message}.
 *
 * @param withoutProof what the proof is about
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ScramFinal(byte[] channelBinding, String nonce, Octets withoutProof, byte[] proof) {
    static ScramFinal parse(byte[] octets) {
        OctetCursor cursor = new OctetCursor(Octets.of(octets));
        cursor.expect('c', "c");
        cursor.expect('=', "=");
        byte[] binding = base64(cursor);
        cursor.expect(',', ",");
        String nonce = ScramFirst.nonce(cursor);
        while (!(cursor.peek() == ',' && cursor.peek(1) == 'p' && cursor.peek(2) == '=')) {
            ScramFirst.extension(cursor);
        }
        Octets withoutProof = cursor.since(0);
        cursor.take(3, "proof");
        byte[] proof = base64(cursor);
        cursor.expectEnd("end");
        if (proof.length != ScramKeys.KEY_OCTETS) {
            throw new SyntaxException(withoutProof.length(), "proof");
        }
        return new ScramFinal(binding, nonce, withoutProof, proof);
    }

    private static byte[] base64(OctetCursor cursor) {
        int start = cursor.position();
        byte[] encoded = cursor.takeUntil(',').toByteArray();
        try {
            byte[] decoded = Base64.getDecoder().decode(encoded);
            if (decoded.length > 0 && Arrays.equals(Base64.getEncoder().encode(decoded), encoded)) {
                return decoded;
            }
        } catch (IllegalArgumentException _) {
            throw new SyntaxException(start, "base64");
        }
        throw new SyntaxException(start, "base64");
    }

    /** Says nothing of the proof. */
    @Override
    public String toString() {
        return "ScramFinal[]";
    }
}
