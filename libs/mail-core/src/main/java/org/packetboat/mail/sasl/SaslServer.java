package org.packetboat.mail.sasl;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.octets.Ascii;

/**
 * SASL (RFC 4422) for one connection. What is offered is what is accepted.
 *
 * @param <I> the identity that a login gives
 */
public final class SaslServer<I> {
    private final Authority<I> authority;
    private final SaslChannel channel;
    private final BearerTokens tokens;

    /** Without bearer tokens. */
    public SaslServer(Authority<I> authority, SaslChannel channel) {
        this(authority, channel, BearerTokens.NOT_ACCEPTED);
    }

    public SaslServer(Authority<I> authority, SaslChannel channel, BearerTokens tokens) {
        this.authority = authority;
        this.channel = channel;
        this.tokens = tokens;
    }

    /** To be offered, the best first. */
    public List<String> mechanisms() {
        return Arrays.stream(Mechanism.values())
                .filter(mechanism -> obstacle(mechanism).isEmpty())
                .map(Mechanism::wireName)
                .toList();
    }

    /**
     * Begins an exchange.
     *
     * @param mechanism in any case
     * @throws RefusedException with {@code NOT_SUPPORTED} when there is none of that name here, with {@code ENCRYPTION_REQUIRED} when there is after
     *     STARTTLS
     */
    public SaslExchange<I> begin(String mechanism) {
        Mechanism found = Arrays.stream(Mechanism.values())
                .filter(known -> Ascii.equalsIgnoreCase(known.wireName(), mechanism))
                .findFirst()
                .orElseThrow(() -> new RefusedException(Refusal.NOT_SUPPORTED, "mechanism"));
        Optional<Refusal> obstacle = obstacle(found);
        if (obstacle.isPresent()) {
            throw new RefusedException(obstacle.get(), "mechanism=" + found.wireName());
        }
        return switch (found) {
            case PLAIN -> new PlainExchange<>(authority);
        };
    }

    private Optional<Refusal> obstacle(Mechanism mechanism) {
        return switch (mechanism.needs()) {
            case NOTHING -> Optional.empty();
            case CONFIDENTIALITY ->
                channel.isConfidential() ? Optional.empty() : Optional.of(Refusal.ENCRYPTION_REQUIRED);
            case CHANNEL_BINDING -> unless(hasBinding());
            case CERTIFICATE -> unless(!channel.certificateAddresses().isEmpty());
        };
    }

    /** Only TLS could help; when it is there and does not, the mechanism does not exist. */
    private Optional<Refusal> unless(boolean fulfilled) {
        if (fulfilled) {
            return Optional.empty();
        }
        return Optional.of(
                channel.confidentiality() == SaslChannel.Confidentiality.TLS
                        ? Refusal.NOT_SUPPORTED
                        : Refusal.ENCRYPTION_REQUIRED);
    }

    private boolean hasBinding() {
        return channel.binding().data(ChannelBinding.TLS_EXPORTER).isPresent()
                || channel.binding().data(ChannelBinding.TLS_SERVER_END_POINT).isPresent();
    }
}
