package org.packetboat.mail.sasl;

import java.util.Optional;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.CharClass;
import org.packetboat.mail.octets.OctetCursor;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;

/**
 * RFC 5801 §4, {@code gs2-header}: {@code n,,} or {@code p=tls-exporter,a=somebody,}.
 *
 * @param bindingType empty unless bound
 * @param octets the whole header
 */
record Gs2Header(Flag flag, String bindingType, Optional<String> authzid, Octets octets) {
    private static final CharClass CB_NAME = CharClass.ALPHA.or(CharClass.DIGIT).or(".-");

    /** What the client thinks of channel binding. */
    enum Flag {
        /** {@code n}: it cannot. */
        NOT_BOUND,
        /** {@code y}: it could, and thinks that we cannot. */
        OFFER_NOT_SEEN,
        /** {@code p}. */
        BOUND
    }

    static Gs2Header parse(OctetCursor cursor) {
        int start = cursor.position();
        Flag flag = switch (cursor.next()) {
            case 'n' -> Flag.NOT_BOUND;
            case 'y' -> Flag.OFFER_NOT_SEEN;
            case 'p' -> Flag.BOUND;
            default -> throw new SyntaxException(start, "gs2-cbind-flag");
        };
        String type = "";
        if (flag == Flag.BOUND) {
            cursor.expect('=', "=");
            type = cursor.takeSome(CB_NAME, "cb-name").ascii();
        }
        cursor.expect(',', ",");
        Optional<String> authzid = Optional.empty();
        if (cursor.accept('a')) {
            cursor.expect('=', "=");
            authzid = Optional.of(saslName(cursor));
        }
        cursor.expect(',', ",");
        return new Gs2Header(flag, type, authzid, cursor.since(start));
    }

    /** RFC 5801 §4, {@code saslname}: comma and equals sign are written {@code =2C} and {@code =3D}, and nothing else is. */
    static String saslName(OctetCursor cursor) {
        int start = cursor.position();
        OctetCursor raw = new OctetCursor(cursor.takeUntil(','));
        OctetsBuilder name = new OctetsBuilder(raw.remaining());
        while (!raw.atEnd()) {
            int octet = raw.next();
            if (octet != '=') {
                name.append(octet);
            } else if (raw.peek() == '2' && raw.peek(1) == 'C') {
                name.append(',');
                raw.take(2, "2C");
            } else if (raw.peek() == '3' && raw.peek(1) == 'D') {
                name.append('=');
                raw.take(2, "3D");
            } else {
                throw new SyntaxException(start, "=2C or =3D");
            }
        }
        return Utf8.login(name.build(), start);
    }

    /** Says nothing of the client's octets. */
    @Override
    public String toString() {
        return "Gs2Header[flag=" + flag + "]";
    }
}
