package org.packetboat.mail.sasl;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
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
    /** In base64 without padding, which a nonce may contain but need not. */
    private static final int NONCE_OCTETS = 18;

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

    /** How a mechanism is spelt, whatever the client wrote; "unknown" for one that we do not have. */
    public static String nameOf(String mechanism) {
        return find(mechanism).map(Mechanism::wireName).orElse("unknown");
    }

    private static Optional<Mechanism> find(String mechanism) {
        return Arrays.stream(Mechanism.values())
                .filter(known -> Ascii.equalsIgnoreCase(known.wireName(), mechanism))
                .findFirst();
    }

    /**
     * Begins an exchange.
     *
     * @param mechanism in any case
     * @throws RefusedException with {@code UNKNOWN_MECHANISM} when there is none of that name here, with {@code ENCRYPTION_REQUIRED} when there is after
     *     STARTTLS
     */
    public SaslExchange<I> begin(String mechanism) {
        Mechanism found =
                find(mechanism).orElseThrow(() -> new RefusedException(Refusal.UNKNOWN_MECHANISM, "mechanism"));
        Optional<Refusal> obstacle = obstacle(found);
        if (obstacle.isPresent()) {
            throw new RefusedException(obstacle.get(), "mechanism=" + found.wireName());
        }
        return new CheckedExchange<>(exchange(found));
    }

    private SaslExchange<I> exchange(Mechanism mechanism) {
        return switch (mechanism) {
            case SCRAM_SHA_256_PLUS -> scram(ScramExchange.Variant.BOUND);
            case SCRAM_SHA_256 ->
                scram(hasBinding() ? ScramExchange.Variant.UNBOUND_BY_CHOICE : ScramExchange.Variant.UNBOUND);
            case EXTERNAL -> new ExternalExchange<>(authority, channel.certificateAddresses());
            case OAUTHBEARER -> new BearerExchange<>(authority, BearerExchange.Form.OAUTHBEARER);
            case XOAUTH2 -> new BearerExchange<>(authority, BearerExchange.Form.XOAUTH2);
            case PLAIN -> new PlainExchange<>(authority);
            case LOGIN -> new LoginExchange<>(authority);
        };
    }

    private SaslExchange<I> scram(ScramExchange.Variant variant) {
        return new ScramExchange<>(authority, channel.binding(), variant, SaslServer::nonce);
    }

    private static String nonce() {
        byte[] octets = new byte[NONCE_OCTETS];
        new SecureRandom().nextBytes(octets);
        return Base64.getEncoder().encodeToString(octets);
    }

    private Optional<Refusal> obstacle(Mechanism mechanism) {
        return switch (mechanism.needs()) {
            case NOTHING -> Optional.empty();
            case CONFIDENTIALITY -> confidentiality();
            case ISSUER -> tokens == BearerTokens.ACCEPTED ? confidentiality() : Optional.of(Refusal.UNKNOWN_MECHANISM);
            case CHANNEL_BINDING -> unless(hasBinding());
            case CERTIFICATE -> unless(!channel.certificateAddresses().isEmpty());
        };
    }

    private Optional<Refusal> confidentiality() {
        return channel.isConfidential() ? Optional.empty() : Optional.of(Refusal.ENCRYPTION_REQUIRED);
    }

    /** Only TLS could help; when it is there and does not, the mechanism does not exist. */
    private Optional<Refusal> unless(boolean fulfilled) {
        if (fulfilled) {
            return Optional.empty();
        }
        return Optional.of(
                channel.confidentiality() == SaslChannel.Confidentiality.TLS
                        ? Refusal.UNKNOWN_MECHANISM
                        : Refusal.ENCRYPTION_REQUIRED);
    }

    private boolean hasBinding() {
        return channel.binding().data(ChannelBinding.TLS_EXPORTER).isPresent()
                || channel.binding().data(ChannelBinding.TLS_SERVER_END_POINT).isPresent();
    }
}
