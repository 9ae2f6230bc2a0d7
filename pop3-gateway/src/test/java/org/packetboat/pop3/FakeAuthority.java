package org.packetboat.pop3;

import java.util.List;
import java.util.Optional;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.mail.sasl.ScramKeys;
import org.packetboat.mail.sasl.ScramParameters;
import org.packetboat.mail.sasl.ScramVerified;
import org.packetboat.pop3.port.Account;

/** Knows one account and its password. */
final class FakeAuthority implements Authority<Account> {
    private static final byte[] SALT = {1, 2, 3, 4};

    private final Account account;
    private final String password;
    private final ScramKeys keys;
    private final Runnable before;

    /** @param before runs before every answer, and may throw instead */
    FakeAuthority(Account account, String password, Runnable before) {
        this.account = account;
        this.password = password;
        this.keys = ScramKeys.derive(password, SALT, 1);
        this.before = before;
    }

    @Override
    public Account password(String login, String given) {
        before.run();
        return ifTrue(login.equals(account.address()) && given.equals(password));
    }

    @Override
    public ScramParameters scramParameters(String login) {
        before.run();
        return new ScramParameters(keys.salt(), keys.iterations());
    }

    @Override
    public ScramVerified<Account> scram(String login, byte[] authMessage, byte[] clientProof) {
        before.run();
        byte[] signature = keys.verify(authMessage, clientProof).orElse(new byte[0]);
        return new ScramVerified<>(ifTrue(login.equals(account.address()) && signature.length > 0), signature);
    }

    @Override
    public Account bearer(Optional<String> login, String token) {
        throw new RefusedException(Refusal.AUTHENTICATION_FAILED);
    }

    @Override
    public Account certificate(Optional<String> login, List<String> addresses) {
        before.run();
        return ifTrue(addresses.contains(account.address()));
    }

    private Account ifTrue(boolean fits) {
        if (!fits) {
            throw new RefusedException(Refusal.AUTHENTICATION_FAILED);
        }
        return account;
    }
}
