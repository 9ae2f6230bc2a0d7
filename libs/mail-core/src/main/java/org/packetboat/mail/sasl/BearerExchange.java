package org.packetboat.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;

/** OAUTHBEARER (RFC 7628) and XOAUTH2. What failed is told in a challenge; when the client has answered that, the exchange fails. */
final class BearerExchange<I> implements SaslExchange<I> {
    private final Authority<I> authority;
    private final Form form;
    private Optional<RefusedException> failure = Optional.empty();

    /** How the two differ. */
    enum Form {
        /** RFC 7628 §3.2.2. */
        OAUTHBEARER("{\"status\":\"invalid_token\"}"),
        XOAUTH2("{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"mail\"}");

        private final String error;

        Form(String error) {
            this.error = error;
        }

        private BearerMessage parse(byte[] response) {
            return switch (this) {
                case OAUTHBEARER -> BearerMessage.oauthBearer(response);
                case XOAUTH2 -> BearerMessage.xoauth2(response);
            };
        }
    }

    BearerExchange(Authority<I> authority, Form form) {
        this.authority = authority;
        this.form = form;
    }

    @Override
    public SaslStep<I> start() {
        return new SaslStep.Challenge<>(new byte[0]);
    }

    @Override
    public SaslStep<I> respond(byte[] response) throws InterruptedException {
        if (failure.isPresent()) {
            throw failure.get();
        }
        BearerMessage message = form.parse(response);
        try {
            String token =
                    message.token().orElseThrow(() -> new RefusedException(Refusal.AUTHENTICATION_FAILED, "no token"));
            return new SaslStep.Authenticated<>(authority.bearer(message.login(), token));
        } catch (RefusedException e) {
            if (e.reason() != Refusal.AUTHENTICATION_FAILED) {
                throw e;
            }
            failure = Optional.of(e);
            return new SaslStep.Challenge<>(form.error.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Some clients cancel instead of answering what they were told about the failure. */
    @Override
    public RefusedException cancelled() {
        return failure.orElseGet(() -> new RefusedException(Refusal.AUTHENTICATION_CANCELLED));
    }
}
