package org.packetboat.pop3;

import java.util.List;
import java.util.Optional;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.mail.sasl.ScramParameters;
import org.packetboat.mail.sasl.ScramVerified;
import org.packetboat.pop3.port.Account;

/** Knows passwords alone. */
record FakePasswords(Check check) implements Authority<Account> {
    /** Whose password it is; throws when it is nobody's. */
    @FunctionalInterface
    interface Check {
        Account check(String login, String password);
    }

    @Override
    public Account password(String login, String password) {
        return check.check(login, password);
    }

    @Override
    public ScramParameters scramParameters(String login) {
        throw notSupported();
    }

    @Override
    public ScramVerified<Account> scram(String login, byte[] authMessage, byte[] clientProof) {
        throw notSupported();
    }

    @Override
    public Account bearer(Optional<String> login, String token) {
        throw notSupported();
    }

    @Override
    public Account certificate(Optional<String> login, List<String> addresses) {
        throw notSupported();
    }

    private static RefusedException notSupported() {
        return new RefusedException(Refusal.NOT_SUPPORTED, "mechanism");
    }
}
