package org.packetboat.mail.sasl;

import java.util.List;
import java.util.Optional;
import org.packetboat.mail.octets.Octets;

/** EXTERNAL, RFC 4422 appendix A, with the addresses of a client certificate. */
final class ExternalExchange<I> implements SaslExchange<I> {
    private final Authority<I> authority;
    private final List<String> addresses;

    ExternalExchange(Authority<I> authority, List<String> addresses) {
        this.authority = authority;
        this.addresses = addresses;
    }

    @Override
    public SaslStep<I> start() {
        return new SaslStep.Challenge<>(new byte[0]);
    }

    @Override
    public SaslStep<I> respond(byte[] response) throws InterruptedException {
        Optional<String> authzid =
                response.length == 0 ? Optional.empty() : Optional.of(Utf8.login(Octets.of(response), 0));
        return new SaslStep.Authenticated<>(authority.certificate(authzid, addresses));
    }
}
