package org.packetboat.mailbox;

import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;
import org.packetboat.mailbox.oidc.Issuer;

/** {@code packetboat.mailbox-service.oidc}. */
public interface OidcConfig {
    /** The issuer whose bearer tokens log in, by https; without one none does. */
    Optional<String> issuer();

    /** What its tokens for us have as {@code aud}. */
    Optional<String> audience();

    /** The claim with the account's address. */
    @WithDefault("email")
    String loginClaim();

    /** Where its keys are; without it they are discovered. */
    Optional<String> jwksUrl();

    /** The same for those who use it; fails when it cannot work. */
    default Optional<Issuer> toIssuer() {
        return issuer().map(name ->
                new Issuer(name, audience().orElse(""), loginClaim(), jwksUrl().map(URI::create)));
    }
}
