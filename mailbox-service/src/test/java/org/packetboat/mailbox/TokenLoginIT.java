package org.packetboat.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.mail.sasl.Authority;
import org.packetboat.mailbox.client.LoggedIn;
import org.packetboat.mailbox.oidc.TestIssuer;

/** Bearer tokens of an issuer, from a gateway's side. */
final class TokenLoginIT {
    @Test
    void tokens(@TempDir Path data) throws Exception {
        TestIssuer issuer = new TestIssuer();
        PublicJsonWebKey key = issuer.rsa("a");
        Map<String, String> settings = Map.of(
                "packetboat.mailbox-service.oidc.issuer",
                issuer.name(),
                "packetboat.mailbox-service.oidc.audience",
                "mail",
                "packetboat.mailbox-service.login.exempt-networks",
                "192.0.2.0/24");
        try (RunningService service = RunningService.start(data, settings)) {
            long alice = service.account("alice");
            service.account("bob");
            Authority<LoggedIn> authority =
                    service.channel().directory().authority("smtp", InetAddress.ofLiteral("192.0.2.1"));
            String token = TestIssuer.sign(issuer.claims("Alice@mail.test"), key, "RS256");
            LoggedIn identity = new LoggedIn(alice, "alice@mail.test");

            assertThat(authority.bearer(Optional.empty(), token)).isEqualTo(identity);
            assertThat(authority.bearer(Optional.of("ALICE@mail.test"), token)).isEqualTo(identity);
            assertThatThrownBy(() -> authority.bearer(Optional.of("bob@mail.test"), token))
                    .isInstanceOf(RefusedException.class);
            String nobodys = TestIssuer.sign(issuer.claims("nobody@mail.test"), key, "RS256");
            assertThatThrownBy(() -> authority.bearer(Optional.empty(), nobodys))
                    .isInstanceOf(RefusedException.class);

            service.account("kim");
            for (String claim : List.of(
                    "\u212aim@mail.test",
                    "ki\0m@mail.test",
                    "kim@mail.test\0",
                    "kim@mail.test\r",
                    "\ud800kim@mail.test")) {
                String lookalike = TestIssuer.sign(issuer.claims(claim), key, "RS256");
                for (Optional<String> login : List.of(Optional.<String>empty(), Optional.of("kim@mail.test"))) {
                    assertThatThrownBy(() -> authority.bearer(login, lookalike)).isInstanceOf(RefusedException.class);
                }
            }

            issuer.close();
            assertThat(authority.bearer(Optional.empty(), token)).isEqualTo(identity);
            service.restart();
            assertThatThrownBy(() -> service.channel()
                            .directory()
                            .authority("smtp", InetAddress.ofLiteral("192.0.2.1"))
                            .bearer(Optional.empty(), token))
                    .isInstanceOf(UnavailableException.class);
        } finally {
            issuer.close();
        }
    }
}
