package org.packetboat.mail.sasl;

import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.OctetCursor;
import org.packetboat.mail.octets.Octets;

/** PLAIN, RFC 4616: {@code [authzid] NUL authcid NUL passwd} in UTF-8. */
final class PlainExchange<I> implements SaslExchange<I> {
    private final Authority<I> authority;

    PlainExchange(Authority<I> authority) {
        this.authority = authority;
    }

    @Override
    public SaslStep<I> start() {
        return new SaslStep.Challenge<>(new byte[0]);
    }

    @Override
    public SaslStep<I> respond(byte[] response) throws InterruptedException {
        OctetCursor cursor = new OctetCursor(Octets.of(response));
        String authzid = Utf8.decode(cursor.takeUntil(Ascii.NUL), 0, Utf8.MAX_LOGIN_OCTETS);
        cursor.expect(Ascii.NUL, "NUL");
        int start = cursor.position();
        String authcid = Utf8.login(cursor.takeUntil(Ascii.NUL), start);
        cursor.expect(Ascii.NUL, "NUL");
        start = cursor.position();
        String password = Utf8.decode(cursor.takeRest(), start, Utf8.MAX_PASSWORD_OCTETS);
        if (password.isEmpty()) {
            throw new SyntaxException(start, "passwd");
        }
        Utf8.checkSame(authzid, authcid);
        return new SaslStep.Authenticated<>(authority.password(authcid, password));
    }
}
