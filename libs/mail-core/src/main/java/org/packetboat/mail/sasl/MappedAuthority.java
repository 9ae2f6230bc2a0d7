package org.packetboat.mail.sasl;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** An authority whose identities are translated. */
record MappedAuthority<I, J>(Authority<I> authority, Function<I, J> identity) implements Authority<J> {
    @Override
    public J password(String login, String password) throws InterruptedException {
        return identity.apply(authority.password(login, password));
    }

    @Override
    public ScramParameters scramParameters(String login) throws InterruptedException {
        return authority.scramParameters(login);
    }

    @Override
    public ScramVerified<J> scram(String login, byte[] authMessage, byte[] clientProof) throws InterruptedException {
        ScramVerified<I> verified = authority.scram(login, authMessage, clientProof);
        return new ScramVerified<>(identity.apply(verified.identity()), verified.serverSignature());
    }

    @Override
    public J bearer(Optional<String> login, String token) throws InterruptedException {
        return identity.apply(authority.bearer(login, token));
    }

    @Override
    public J certificate(Optional<String> login, List<String> addresses) throws InterruptedException {
        return identity.apply(authority.certificate(login, addresses));
    }
}
