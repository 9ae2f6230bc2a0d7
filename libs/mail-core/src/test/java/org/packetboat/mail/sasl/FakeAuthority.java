package org.packetboat.mail.sasl;

import java.util.List;
import java.util.Optional;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/** Knows tim, as RFC 4616 does. */
final class FakeAuthority implements Authority<String> {
    private static final String LOGIN = "tim";
    private static final String PASSWORD = "tanstaaftanstaaf";

    @Override
    public String password(String login, String password) {
        return ifFitting(login.equals(LOGIN) && password.equals(PASSWORD));
    }

    @Override
    public ScramParameters scramParameters(String login) {
        throw new RefusedException(Refusal.NOT_SUPPORTED);
    }

    @Override
    public ScramVerified<String> scram(String login, byte[] authMessage, byte[] clientProof) {
        throw new RefusedException(Refusal.NOT_SUPPORTED);
    }

    @Override
    public String bearer(Optional<String> login, String token) {
        throw new RefusedException(Refusal.NOT_SUPPORTED);
    }

    @Override
    public String certificate(Optional<String> login, List<String> addresses) {
        throw new RefusedException(Refusal.NOT_SUPPORTED);
    }

    private static String ifFitting(boolean fits) {
        if (!fits) {
            throw new RefusedException(Refusal.AUTHENTICATION_FAILED);
        }
        return LOGIN;
    }
}
