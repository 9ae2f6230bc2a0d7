package org.packetboat.mailbox.oidc;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;
import org.packetboat.mail.octets.CharClass;
import org.packetboat.mailbox.auth.TokenVerifier;

/**
 * Tokens that are signed JWTs (RFC 7519, RFC 7515) of one issuer: signature by one of its public keys, {@code iss}, {@code aud}, {@code exp} and
 * {@code nbf}. Nothing of a token is logged; the library's exceptions quote it and go no further. Thread-safe.
 */
public final class OidcTokens implements TokenVerifier {
    private static final Logger LOG = Logger.getLogger(OidcTokens.class);
    private static final int LEEWAY_SECONDS = 30;
    private static final int MAX_CHARACTERS = 12_288;
    /** RFC 7515 §2, §7.1: base64url without padding, and dots. The library would also take the other alphabet and skip what is in neither. */
    private static final CharClass COMPACT_SERIALIZATION =
            CharClass.ALPHA.or(CharClass.DIGIT).or("-_.");

    private static final Duration DEADLINE = Duration.ofSeconds(3);

    /** RFC 8725 §3.1, §3.2: signatures alone, and neither {@code none} nor keys that are shared. */
    private static final AlgorithmConstraints ALGORITHMS = new AlgorithmConstraints(
            AlgorithmConstraints.ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_USING_SHA384,
            AlgorithmIdentifiers.RSA_USING_SHA512,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
            AlgorithmIdentifiers.EDDSA);

    private final Issuer issuer;
    private final IssuerKeys keys;
    private final InstantSource clock;

    public OidcTokens(Issuer issuer, InstantSource clock) {
        this(issuer, clock, DEADLINE);
    }

    OidcTokens(Issuer issuer, InstantSource clock, Duration deadline) {
        this.issuer = issuer;
        this.clock = clock;
        keys = new IssuerKeys(issuer, new JsonDocuments(deadline), clock);
    }

    @Override
    public Optional<String> address(String token) throws InterruptedException {
        if (token.length() > MAX_CHARACTERS || !isCompactSerialization(token)) {
            return Optional.empty();
        }
        try {
            if (!JoseHeader.isReadable(token)) {
                LOG.debug("token refused: header");
                return Optional.empty();
            }
            JsonWebSignature signature = new JsonWebSignature();
            signature.setAlgorithmConstraints(ALGORITHMS);
            signature.setCompactSerialization(token);
            signature.getAlgorithm();
            Optional<JsonWebKey> key = key(signature);
            return key.isEmpty() ? Optional.empty() : login(claims(token, key.get()));
        } catch (InvalidJwtException e) {
            LOG.debugf("token refused codes=%s", codes(e));
            return Optional.empty();
        } catch (JoseException | MalformedClaimException _) {
            LOG.debug("token refused: malformed");
            return Optional.empty();
        }
    }

    private static boolean isCompactSerialization(String token) {
        return token.chars().allMatch(c -> c <= 0x7F && COMPACT_SERIALIZATION.matches(c));
    }

    private Optional<JsonWebKey> key(JsonWebSignature signature) throws JoseException, InterruptedException {
        Optional<JsonWebKey> key = select(signature, keys.current());
        if (key.isPresent()) {
            return key;
        }
        Optional<List<JsonWebKey>> newer = keys.newer();
        return newer.isPresent() ? select(signature, newer.get()) : Optional.empty();
    }

    private static Optional<JsonWebKey> select(JsonWebSignature signature, Collection<JsonWebKey> keys)
            throws JoseException {
        return Optional.ofNullable(new VerificationJwkSelector().select(signature, keys));
    }

    private JwtClaims claims(String token, JsonWebKey key) throws InvalidJwtException {
        return new JwtConsumerBuilder()
                .setVerificationKey(key.getKey())
                .setJwsAlgorithmConstraints(ALGORITHMS)
                .setExpectedIssuer(issuer.name())
                .setExpectedAudience(issuer.audience())
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds(LEEWAY_SECONDS)
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
                .build()
                .processToClaims(token);
    }

    /** An address that the issuer has not verified could be anybody's. */
    private Optional<String> login(JwtClaims claims) throws MalformedClaimException {
        boolean isUnverified = Boolean.FALSE.equals(claims.getClaimValue("email_verified"))
                || "false".equals(claims.getClaimValue("email_verified"));
        if (isUnverified && issuer.loginClaim().equals("email")) {
            return Optional.empty();
        }
        return Optional.ofNullable(claims.getStringClaimValue(issuer.loginClaim()))
                .filter(login -> !login.isEmpty());
    }

    private static List<Integer> codes(InvalidJwtException failure) {
        return failure.getErrorDetails().stream()
                .map(detail -> detail.getErrorCode())
                .toList();
    }
}
