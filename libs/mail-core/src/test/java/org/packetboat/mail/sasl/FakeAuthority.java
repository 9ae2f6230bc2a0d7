package org.packetboat.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/** Knows whom it was told of; from the start tim, as RFC 4616 does. The identity is the login. */
final class FakeAuthority implements Authority<String> {
    static final int ITERATIONS = 4_096;

    private final Map<String, ScramKeys> users = new HashMap<>();
    private final Map<String, String> tokens = new HashMap<>();

    FakeAuthority() {
        add("tim", "tanstaaftanstaaf", "salt".getBytes(StandardCharsets.US_ASCII), 1);
    }

    FakeAuthority add(String login, String password, byte[] salt, int iterations) {
        users.put(login, ScramKeys.derive(password, salt, iterations));
        return this;
    }

    FakeAuthority token(String token, String login) {
        tokens.put(token, login);
        return this;
    }

    @Override
    public String password(String login, String password) {
        return ifTrue(users.containsKey(login) && users.get(login).fits(password), login);
    }

    @Override
    public ScramParameters scramParameters(String login) {
        ScramKeys keys = users.get(login);
        return keys == null
                ? new ScramParameters(new byte[] {1}, ITERATIONS)
                : new ScramParameters(keys.salt(), keys.iterations());
    }

    @Override
    public ScramVerified<String> scram(String login, byte[] authMessage, byte[] clientProof) {
        return Optional.ofNullable(users.get(login))
                .flatMap(keys -> keys.verify(authMessage, clientProof))
                .map(signature -> new ScramVerified<>(login, signature))
                .orElseThrow(() -> new RefusedException(Refusal.AUTHENTICATION_FAILED));
    }

    @Override
    public String bearer(Optional<String> login, String token) {
        String owner = tokens.getOrDefault(token, "");
        return ifTrue(!owner.isEmpty() && login.orElse(owner).equals(owner), owner);
    }

    @Override
    public String certificate(Optional<String> login, List<String> addresses) {
        return ifTrue(addresses.contains(login.orElse(addresses.getFirst())), login.orElse(addresses.getFirst()));
    }

    private static String ifTrue(boolean fits, String login) {
        if (!fits) {
            throw new RefusedException(Refusal.AUTHENTICATION_FAILED);
        }
        return login;
    }
}
