package org.packetboat.smtp.fake;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.mail.sasl.BearerTokens;
import org.packetboat.mail.sasl.ScramParameters;
import org.packetboat.mail.sasl.ScramVerified;
import org.packetboat.smtp.port.AccountId;
import org.packetboat.smtp.port.Login;
import org.packetboat.smtp.port.Logins;

/** alice@mail.test with the password "secret"; blocked@mail.test is blocked, away@mail.test cannot be checked now. */
public final class FakeLogins implements Logins {
    @Override
    public Authority<Login> authority(InetAddress client) {
        return new Authority<>() {
            @Override
            public Login password(String login, String password) {
                return switch (login) {
                    case "blocked@mail.test" -> throw new RefusedException(Refusal.LOGIN_BLOCKED);
                    case "away@mail.test" -> throw new UnavailableException("directory is away");
                    case "full@mail.test" -> throw new RefusedException(Refusal.TOO_MANY_SESSIONS);
                    case "alice@mail.test" -> fits(password);
                    default -> throw refused();
                };
            }

            private Login fits(String password) {
                if (!password.equals("secret")) {
                    throw refused();
                }
                return new Login(new AccountId(1), "alice@mail.test");
            }

            @Override
            public ScramParameters scramParameters(String login) {
                return new ScramParameters(new byte[16], 4096);
            }

            @Override
            public ScramVerified<Login> scram(String login, byte[] authMessage, byte[] clientProof) {
                throw refused();
            }

            @Override
            public Login bearer(Optional<String> login, String token) {
                throw refused();
            }

            @Override
            public Login certificate(Optional<String> login, List<String> addresses) {
                return new Login(new AccountId(1), addresses.getFirst());
            }
        };
    }

    @Override
    public BearerTokens bearerTokens() {
        return BearerTokens.NOT_ACCEPTED;
    }

    private static RefusedException refused() {
        return new RefusedException(Refusal.AUTHENTICATION_FAILED);
    }
}
