package org.packetboat.mail.sasl;

import java.util.Optional;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.CharClass;
import org.packetboat.mail.octets.OctetCursor;
import org.packetboat.mail.octets.Octets;

/**
 * A client's message in OAUTHBEARER (RFC 7628 §3.1) and in XOAUTH2, which came before it.
 *
 * @param token empty when the client has none and asks how to get one (RFC 7628 §4.3)
 */
record BearerMessage(Optional<String> login, Optional<String> token) {
    private static final int KVSEP = 1;

    /** RFC 7628 §3.1, {@code value}. */
    private static final CharClass VALUE = CharClass.VCHAR.or(" \t\r\n");

    /** RFC 6750 §2.1, {@code b64token}. */
    private static final CharClass TOKEN = CharClass.ALPHA.or(CharClass.DIGIT).or("-._~+/=");

    /** {@code n,a=user@example.com,^Ahost=server^Aauth=Bearer ...^A^A}. */
    static BearerMessage oauthBearer(byte[] octets) {
        OctetCursor cursor = new OctetCursor(Octets.of(octets));
        Gs2Header header = Gs2Header.parse(cursor);
        if (header.flag() == Gs2Header.Flag.BOUND) {
            throw new SyntaxException(0, "no channel binding");
        }
        cursor.expect(KVSEP, "kvsep");
        return new BearerMessage(header.authzid(), pairs(cursor));
    }

    /** {@code user=someuser@example.com^Aauth=Bearer ...^A^A}. */
    static BearerMessage xoauth2(byte[] octets) {
        OctetCursor cursor = new OctetCursor(Octets.of(octets));
        cursor.expectIgnoreCase("user=");
        int start = cursor.position();
        String login = Utf8.login(cursor.takeUntil(KVSEP), start);
        cursor.expect(KVSEP, "%x01");
        return new BearerMessage(Optional.of(login), pairs(cursor));
    }

    /** Up to the end; all but {@code auth} tell of a proxied request that mail does not have. */
    private static Optional<String> pairs(OctetCursor cursor) {
        Optional<String> token = Optional.empty();
        boolean seen = false;
        while (!cursor.accept(KVSEP)) {
            String key = cursor.takeSome(CharClass.ALPHA, "key").ascii();
            cursor.expect('=', "=");
            int start = cursor.position();
            Octets value = cursor.takeWhile(VALUE);
            cursor.expect(KVSEP, "kvsep");
            if (Ascii.equalsIgnoreCase(key, "auth")) {
                if (seen) {
                    throw new SyntaxException(start, "auth once");
                }
                seen = true;
                token = token(value, start);
            }
        }
        cursor.expectEnd("end");
        return token;
    }

    private static Optional<String> token(Octets auth, int offset) {
        if (auth.isEmpty()) {
            return Optional.empty();
        }
        OctetCursor cursor = new OctetCursor(auth);
        if (!cursor.acceptIgnoreCase("Bearer ")) {
            throw new SyntaxException(offset, "Bearer");
        }
        Octets token = cursor.takeWhile(TOKEN);
        if (token.isEmpty() || !cursor.atEnd()) {
            throw new SyntaxException(offset, "b64token");
        }
        return Optional.of(token.ascii());
    }

    /** Says nothing of the token. */
    @Override
    public String toString() {
        return "BearerMessage[]";
    }
}
