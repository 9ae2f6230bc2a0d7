package org.packetboat.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Octets;

/**
 * LOGIN, which has no RFC (draft-murchison-sasl-login-00): name, then password. The words of the challenges are those that Outlook waits for; a name
 * as initial response is taken too.
 */
final class LoginExchange<I> implements SaslExchange<I> {
    private static final byte[] USERNAME = "Username:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PASSWORD = "Password:".getBytes(StandardCharsets.US_ASCII);

    private final Authority<I> authority;
    private Optional<String> login = Optional.empty();

    LoginExchange(Authority<I> authority) {
        this.authority = authority;
    }

    @Override
    public SaslStep<I> start() {
        return new SaslStep.Challenge<>(USERNAME.clone());
    }

    @Override
    public SaslStep<I> respond(byte[] response) throws InterruptedException {
        if (login.isEmpty()) {
            login = Optional.of(Utf8.login(Octets.of(response), 0));
            return new SaslStep.Challenge<>(PASSWORD.clone());
        }
        String password = Utf8.decode(Octets.of(response), 0, Utf8.MAX_PASSWORD_OCTETS);
        if (password.isEmpty()) {
            throw new SyntaxException(0, "password");
        }
        return new SaslStep.Authenticated<>(authority.password(login.get(), password));
    }
}
