package org.packetboat.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.function.Supplier;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.SyntaxException;
import org.packetboat.mail.octets.Octets;

/**
 * SCRAM-SHA-256 and SCRAM-SHA-256-PLUS, RFC 5802 and RFC 7677. The server's signature is a challenge of its own, since none of our protocols has room
 * for data with a success; the client answers it with nothing.
 */
final class ScramExchange<I> implements SaslExchange<I> {
    private final Authority<I> authority;
    private final ChannelBinding binding;
    private final Variant variant;
    private final Supplier<String> nonces;
    private State<I> state = new State.Expecting<>();

    /** Which of the two, and what the other is to this channel. */
    enum Variant {
        /** Without channel binding, which we cannot offer here. */
        UNBOUND,
        /** Without channel binding, which was on offer. */
        UNBOUND_BY_CHOICE,
        /** PLUS. */
        BOUND
    }

    private sealed interface State<I> {
        record Expecting<I>() implements State<I> {}

        record Challenged<I>(ScramFirst first, String nonce, Octets serverFirst) implements State<I> {}

        record Verified<I>(I identity) implements State<I> {}
    }

    /** @param nonces printable, without commas, never the same again */
    ScramExchange(Authority<I> authority, ChannelBinding binding, Variant variant, Supplier<String> nonces) {
        this.authority = authority;
        this.binding = binding;
        this.variant = variant;
        this.nonces = nonces;
    }

    @Override
    public SaslStep<I> start() {
        return new SaslStep.Challenge<>(new byte[0]);
    }

    @Override
    public SaslStep<I> respond(byte[] response) throws InterruptedException {
        return switch (state) {
            case State.Expecting<I> _ -> first(ScramFirst.parse(response));
            case State.Challenged<I> challenged -> last(challenged, ScramFinal.parse(response));
            case State.Verified<I> verified -> end(verified, response);
        };
    }

    private SaslStep<I> first(ScramFirst first) throws InterruptedException {
        checkFlag(first.header());
        Utf8.checkSame(first.header().authzid().orElse(""), first.login());
        ScramParameters parameters = authority.scramParameters(first.login());
        String nonce = first.nonce() + nonces.get();
        String salt = Base64.getEncoder().encodeToString(parameters.salt());
        Octets message = Octets.ascii("r=" + nonce + ",s=" + salt + ",i=" + parameters.iterations());
        state = new State.Challenged<>(first, nonce, message);
        return new SaslStep.Challenge<>(message.toByteArray());
    }

    /** RFC 5802 §6: {@code y} where we do offer channel binding means that somebody took the offer away on its way. */
    private void checkFlag(Gs2Header header) {
        boolean allowed = switch (header.flag()) {
            case BOUND ->
                variant == Variant.BOUND && binding.data(header.bindingType()).isPresent();
            case OFFER_NOT_SEEN -> variant == Variant.UNBOUND;
            case NOT_BOUND -> variant != Variant.BOUND;
        };
        if (!allowed) {
            throw new RefusedException(Refusal.AUTHENTICATION_FAILED, "channel binding flag=" + header.flag());
        }
    }

    private SaslStep<I> last(State.Challenged<I> challenged, ScramFinal message) throws InterruptedException {
        ScramFirst first = challenged.first();
        if (!message.nonce().equals(challenged.nonce())) {
            throw new RefusedException(Refusal.AUTHENTICATION_FAILED, "nonce differs");
        }
        if (!MessageDigest.isEqual(expectedBinding(first.header()), message.channelBinding())) {
            throw new RefusedException(Refusal.AUTHENTICATION_FAILED, "channel binding differs");
        }
        Octets comma = Octets.ascii(",");
        byte[] authMessage = first.bare()
                .concat(comma)
                .concat(challenged.serverFirst())
                .concat(comma)
                .concat(message.withoutProof())
                .toByteArray();
        ScramVerified<I> verified = authority.scram(first.login(), authMessage, message.proof());
        state = new State.Verified<>(verified.identity());
        String signature = Base64.getEncoder().encodeToString(verified.serverSignature());
        return new SaslStep.Challenge<>(("v=" + signature).getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] expectedBinding(Gs2Header header) {
        byte[] bound = header.flag() == Gs2Header.Flag.BOUND
                ? binding.data(header.bindingType()).orElseThrow()
                : new byte[0];
        return header.octets().concat(Octets.of(bound)).toByteArray();
    }

    private static <I> SaslStep<I> end(State.Verified<I> verified, byte[] response) {
        if (response.length > 0) {
            throw new SyntaxException(0, "empty response");
        }
        return new SaslStep.Authenticated<>(verified.identity());
    }
}
