package org.packetboat.mail.sasl;

import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.CharClass;
import org.packetboat.mail.octets.OctetCursor;
import org.packetboat.mail.octets.Octets;

/**
 * RFC 5802 §7, {@code client-first-message}.
 *
 * @param bare the message without its header
 */
record ScramFirst(Gs2Header header, Octets bare, String login, String nonce) {
    private static final int MAX_NONCE_OCTETS = 1_024;

    /** RFC 5802 §7, {@code printable}. */
    static final CharClass PRINTABLE = CharClass.VCHAR.except(",");

    static ScramFirst parse(byte[] octets) {
        OctetCursor cursor = new OctetCursor(Octets.of(octets));
        Gs2Header header = Gs2Header.parse(cursor);
        int start = cursor.position();
        if (cursor.peek() == 'm') {
            throw new SyntaxException(start, "no mandatory extension");
        }
        cursor.expect('n', "n");
        cursor.expect('=', "=");
        String login = Gs2Header.saslName(cursor);
        cursor.expect(',', ",");
        String nonce = nonce(cursor);
        while (!cursor.atEnd()) {
            extension(cursor);
        }
        return new ScramFirst(header, cursor.since(start), login, nonce);
    }

    static String nonce(OctetCursor cursor) {
        cursor.expect('r', "r");
        cursor.expect('=', "=");
        int start = cursor.position();
        Octets nonce = cursor.takeSome(PRINTABLE, "nonce");
        if (nonce.length() > MAX_NONCE_OCTETS) {
            throw new SyntaxException(start, "at most " + MAX_NONCE_OCTETS + " octets");
        }
        return nonce.ascii();
    }

    /** {@code "," attr-val}: optional ones are for us to ignore. */
    static void extension(OctetCursor cursor) {
        cursor.expect(',', ",");
        int start = cursor.position();
        if (cursor.atEnd() || !CharClass.ALPHA.matches(cursor.next()) || cursor.next() != '=') {
            throw new SyntaxException(start, "attr-val");
        }
        int value = cursor.position();
        if (Utf8.decode(cursor.takeUntil(','), value, Integer.MAX_VALUE).isEmpty()) {
            throw new SyntaxException(value, "value");
        }
    }

    /** Says nothing of the client's octets. */
    @Override
    public String toString() {
        return "ScramFirst[]";
    }
}
