package org.packetboat.mailbox.oidc;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Whose tokens are good here.
 *
 * @param name the {@code iss} of its tokens, an address of which discovery is below
 * @param audience the {@code aud} that names us
 * @param loginClaim the claim with the account's address
 * @param jwksUri where its keys are; empty to discover it
 */
public record Issuer(String name, String audience, String loginClaim, Optional<URI> jwksUri) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Keys that anybody could change on their way are worth nothing. */
    public Issuer {
        check(URI.create(name));
        jwksUri.ifPresent(Issuer::check);
        if (audience.isEmpty() || loginClaim.isEmpty()) {
            throw new IllegalArgumentException("an issuer needs an audience and a claim");
        }
    }

    static URI check(URI uri) {
        boolean isSafe = "https".equals(uri.getScheme())
                || "http".equals(uri.getScheme()) && LOOPBACK.contains(String.valueOf(uri.getHost()));
        if (!isSafe) {
            throw new IllegalArgumentException("an issuer is asked by https only");
        }
        return uri;
    }

    /** OpenID Connect Discovery 1.0 §4. */
    URI discovery() {
        String base = name.endsWith("/") ? name : name + "/";
        return URI.create(base + ".well-known/openid-configuration");
    }
}
