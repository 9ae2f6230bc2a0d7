package org.packetboat.mail.sasl;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.Octets;

/** Names and passwords as mechanisms carry them. */
final class Utf8 {
    /** RFC 4616 §2: of a name 255 octets have to be taken. */
    static final int MAX_LOGIN_OCTETS = 255;

    /** No password of ours is longer in UTF-8. */
    static final int MAX_PASSWORD_OCTETS = 4_096;

    private Utf8() {}

    /** Never quotes what it was given. */
    static String decode(Octets octets, int offset, int maxOctets) {
        if (octets.length() > maxOctets) {
            throw new SyntaxException(offset, "at most " + maxOctets + " octets");
        }
        if (octets.indexOf(Ascii.NUL) >= 0) {
            throw new SyntaxException(offset, "no NUL");
        }
        try {
            ByteBuffer buffer = octets.asByteBuffer();
            return StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
        } catch (CharacterCodingException _) {
            throw new SyntaxException(offset, "UTF-8");
        }
    }

    static String login(Octets octets, int offset) {
        if (octets.isEmpty()) {
            throw new SyntaxException(offset, "a name");
        }
        return decode(octets, offset, MAX_LOGIN_OCTETS);
    }

    /** Nobody may act for somebody else, nor for a name that cannot be prepared (RFC 4616 §2). */
    static void checkSame(String authzid, String authcid) {
        if (!authzid.isEmpty() && !isSame(SaslPrep.query(authzid), SaslPrep.query(authcid))) {
            throw new RefusedException(Refusal.AUTHENTICATION_FAILED, "authzid differs from authcid");
        }
    }

    private static boolean isSame(Optional<String> authzid, Optional<String> authcid) {
        return authzid.isPresent() && authcid.isPresent() && Ascii.equalsIgnoreCase(authzid.get(), authcid.get());
    }
}
