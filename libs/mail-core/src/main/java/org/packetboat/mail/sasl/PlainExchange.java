package org.packetboat.mail.sasl;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.SyntaxException;

/** PLAIN, RFC 4616: {@code [authzid] NUL authcid NUL passwd} in UTF-8. Acting for somebody else is refused. */
public final class PlainExchange<I> implements SaslExchange<I> {
    /** The mechanism's name. */
    public static final String NAME = "PLAIN";

    /** RFC 4616 §2: each of the three has at most 255 octets. */
    private static final int MAX_OCTETS = 255;

    private static final byte NUL = 0;

    private final Authority<I> authority;
    private boolean over;

    /** An exchange that asks {@code authority} once. */
    public PlainExchange(Authority<I> authority) {
        this.authority = authority;
    }

    @Override
    public SaslStep<I> start() {
        return new SaslStep.Challenge<>(new byte[0]);
    }

    @Override
    public SaslStep<I> respond(byte[] response) throws InterruptedException {
        if (over) {
            throw new IllegalStateException("the exchange is over");
        }
        over = true;
        int first = nul(response, 0);
        int second = nul(response, first + 1);
        String authzid = text(response, 0, first);
        String authcid = text(response, first + 1, second);
        String password = text(response, second + 1, response.length);
        if (authcid.isEmpty() || password.isEmpty()) {
            throw new SyntaxException(first + 1, "authcid NUL passwd");
        }
        if (!authzid.isEmpty() && !authzid.equals(authcid)) {
            throw new RefusedException(Refusal.AUTHENTICATION_FAILED, "authzid differs from authcid");
        }
        return new SaslStep.Authenticated<>(authority.password(authcid, password));
    }

    private static int nul(byte[] response, int from) {
        for (int i = from; i < response.length; i++) {
            if (response[i] == NUL) {
                return i;
            }
        }
        throw new SyntaxException(response.length, "NUL");
    }

    private static String text(byte[] response, int from, int to) {
        if (to - from > MAX_OCTETS) {
            throw new SyntaxException(from, "at most 255 octets");
        }
        for (int i = from; i < to; i++) {
            if (response[i] == NUL) {
                throw new SyntaxException(i, "no NUL");
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(response, from, to - from))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new SyntaxException(from, "UTF-8");
        }
    }
}
