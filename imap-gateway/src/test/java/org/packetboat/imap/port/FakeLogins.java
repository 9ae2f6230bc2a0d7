package org.packetboat.imap.port;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.mail.sasl.BearerTokens;
import org.packetboat.mail.sasl.ScramParameters;
import org.packetboat.mail.sasl.ScramVerified;

/** Knows the passwords of {@link InMemoryMailboxes}. */
public record FakeLogins(InMemoryMailboxes mailboxes) implements Logins {
    @Override
    public Authority<Account> authority(InetAddress client) {
        return new Passwords(mailboxes);
    }

    @Override
    public BearerTokens bearerTokens() {
        return BearerTokens.NOT_ACCEPTED;
    }

    private record Passwords(InMemoryMailboxes mailboxes) implements Authority<Account> {
        @Override
        public Account password(String login, String password) {
            return mailboxes.authenticate(login, password);
        }

        @Override
        public ScramParameters scramParameters(String login) {
            return new ScramParameters(new byte[16], 4096);
        }

        @Override
        public ScramVerified<Account> scram(String login, byte[] authMessage, byte[] clientProof) {
            throw new RefusedException(Refusal.AUTHENTICATION_FAILED);
        }

        @Override
        public Account bearer(Optional<String> login, String token) {
            throw new RefusedException(Refusal.AUTHENTICATION_FAILED);
        }

        @Override
        public Account certificate(Optional<String> login, List<String> addresses) {
            throw new RefusedException(Refusal.AUTHENTICATION_FAILED);
        }
    }
}
