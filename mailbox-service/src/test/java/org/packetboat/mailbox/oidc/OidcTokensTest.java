package org.packetboat.mailbox.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.failure.UnavailableException;
import org.packetboat.testkit.seed.Seed;

final class OidcTokensTest {
    private final TestIssuer issuer = new TestIssuer();
    private volatile Instant now = Instant.ofEpochMilli(NumericDate.now().getValueInMillis());
    private final OidcTokens tokens = tokens(Optional.empty());

    /** Patient: the machine may be busy with other things. */
    private OidcTokens tokens(Optional<URI> jwks) {
        return tokens(jwks, Duration.ofSeconds(20));
    }

    private OidcTokens tokens(Optional<URI> jwks, Duration deadline) {
        return new OidcTokens(new Issuer(issuer.name(), "mail", "email", jwks), () -> now, deadline);
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    private void assertRefused(String token) throws InterruptedException {
        assertThat(tokens.address(token)).isEmpty();
    }

    @Test
    void goodTokens() throws Exception {
        PublicJsonWebKey rsa = issuer.rsa("a");
        PublicJsonWebKey ec = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        ec.setKeyId("b");
        issuer.publish(ec);
        JwtClaims claims = issuer.claims("alice@mail.test");

        for (String algorithm : List.of("RS256", "RS512", "PS256")) {
            assertThat(tokens.address(TestIssuer.sign(claims, rsa, algorithm))).contains("alice@mail.test");
        }
        assertThat(tokens.address(TestIssuer.sign(claims, ec, "ES256"))).contains("alice@mail.test");
        claims.setAudience("other", "mail");
        assertThat(tokens.address(TestIssuer.sign(claims, ec, "ES256"))).contains("alice@mail.test");
        assertThat(issuer.fetches).hasValue(1);
    }

    @Test
    void keysAtAConfiguredPlace() throws Exception {
        PublicJsonWebKey key = issuer.rsa("a");
        OidcTokens configured = tokens(Optional.of(URI.create(issuer.name() + "/keys")));
        issuer.discoveredName = "nobody";
        assertThat(configured.address(TestIssuer.sign(issuer.claims("a@b"), key, "RS256")))
                .contains("a@b");
    }

    @Test
    void claimsThatDoNotFit() throws Exception {
        PublicJsonWebKey key = issuer.rsa("a");
        JwtClaims claims = issuer.claims("alice@mail.test");
        claims.setIssuer(issuer.name() + "/");
        assertRefused(TestIssuer.sign(claims, key, "RS256"));
        claims = issuer.claims("alice@mail.test");
        claims.setAudience("other");
        assertRefused(TestIssuer.sign(claims, key, "RS256"));
        claims.unsetClaim("aud");
        assertRefused(TestIssuer.sign(claims, key, "RS256"));
        claims = issuer.claims("alice@mail.test");
        claims.unsetClaim("exp");
        assertRefused(TestIssuer.sign(claims, key, "RS256"));
        claims = issuer.claims("alice@mail.test");
        claims.unsetClaim("email");
        assertRefused(TestIssuer.sign(claims, key, "RS256"));
        claims.setClaim("email", List.of("alice@mail.test"));
        assertRefused(TestIssuer.sign(claims, key, "RS256"));
        claims = issuer.claims("alice@mail.test");
        claims.setClaim("email_verified", false);
        assertRefused(TestIssuer.sign(claims, key, "RS256"));
        claims.setClaim("email_verified", true);
        assertThat(tokens.address(TestIssuer.sign(claims, key, "RS256"))).contains("alice@mail.test");
    }

    @Test
    void timesHaveALittleLeeway() throws Exception {
        PublicJsonWebKey key = issuer.rsa("a");
        JwtClaims claims = issuer.claims("a@b");
        claims.setNotBefore(NumericDate.fromMilliseconds(now.toEpochMilli()));
        claims.setExpirationTime(
                NumericDate.fromMilliseconds(now.plusSeconds(60).toEpochMilli()));
        String token = TestIssuer.sign(claims, key, "RS256");
        Instant start = now;

        now = start.minusSeconds(20);
        assertThat(tokens.address(token)).isPresent();
        now = start.minusSeconds(40);
        assertRefused(token);
        now = start.plusSeconds(80);
        assertThat(tokens.address(token)).isPresent();
        now = start.plusSeconds(100);
        assertRefused(token);
    }

    @Test
    void signaturesThatAreNone() throws Exception {
        PublicJsonWebKey key = issuer.rsa("a");
        String good = TestIssuer.sign(issuer.claims("a@b"), key, "RS256");
        PublicJsonWebKey forged = RsaJwkGenerator.generateJwk(2_048);
        forged.setKeyId("a");
        assertRefused(TestIssuer.sign(issuer.claims("a@b"), forged, "RS256"));
        assertRefused(good.substring(0, good.lastIndexOf('.') + 1));
        assertRefused(base64("{\"alg\":\"none\"}") + "." + good.split("\\.", -1)[1] + ".");
        assertRefused(base64("{\"alg\":\"none\",\"kid\":\"a\"}") + "." + good.split("\\.", -1)[1] + ".");

        JsonWebSignature shared = new JsonWebSignature();
        shared.setPayload(issuer.claims("a@b").toJson());
        shared.setKey(new HmacKey(key.getPublicKey().getEncoded()));
        shared.setKeyIdHeaderValue("a");
        shared.setAlgorithmHeaderValue("HS256");
        shared.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        assertRefused(shared.getCompactSerialization());

        for (String garbage :
                List.of("", ".", "..", "a.b.c", "....", "\u20ac", "x".repeat(20_000), good + "x", good + ".a.b")) {
            assertRefused(garbage);
        }
        assertThat(tokens.address(good)).contains("a@b");
    }

    @Test
    void edwardsCurves() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        OctetKeyPairJsonWebKey key = (OctetKeyPairJsonWebKey) PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic());
        key.setPrivateKey(pair.getPrivate());
        key.setKeyId("ed");
        issuer.publish(key);
        assertThat(tokens.address(TestIssuer.sign(issuer.claims("a@b"), key, "EdDSA")))
                .contains("a@b");
    }

    @Test
    void rotatedKeysAreFetchedButNotAtWill() throws Exception {
        PublicJsonWebKey first = issuer.rsa("a");
        String old = TestIssuer.sign(issuer.claims("a@b"), first, "RS256");
        assertThat(tokens.address(old)).isPresent();
        issuer.withdrawAll();
        String fresh = TestIssuer.sign(issuer.claims("a@b"), issuer.rsa("b"), "RS256");

        for (int i = 0; i < 10; i++) {
            assertRefused(fresh);
        }
        assertThat(issuer.fetches).hasValue(1);
        now = now.plusSeconds(31);
        assertThat(tokens.address(fresh)).isPresent();
        assertThat(issuer.fetches).hasValue(2);
        assertRefused(old);
        now = now.plusSeconds(31);
        assertRefused(old);
        assertThat(issuer.fetches).hasValue(3);
    }

    @Test
    void whileTheIssuerIsAwayKnownKeysStayGood() throws Exception {
        String token = TestIssuer.sign(longLived("a@b"), issuer.rsa("a"), "RS256");
        assertThat(tokens.address(token)).isPresent();
        issuer.broken = true;
        now = now.plus(Duration.ofHours(2));
        assertThat(tokens.address(token)).isPresent();
    }

    @Test
    void aNewKeyOfAnIssuerThatIsAwayMayBeGood() throws Exception {
        assertThat(tokens.address(TestIssuer.sign(issuer.claims("a@b"), issuer.rsa("a"), "RS256")))
                .isPresent();
        issuer.broken = true;
        now = now.plusSeconds(31);
        String fresh = TestIssuer.sign(issuer.claims("a@b"), issuer.rsa("b"), "RS256");
        assertThatThrownBy(() -> tokens.address(fresh)).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> tokens.address(fresh)).isInstanceOf(UnavailableException.class);
        issuer.broken = false;
        now = now.plusSeconds(6);
        assertThat(tokens.address(fresh)).isPresent();
    }

    /** RFC 7515 §2: one token has one spelling, in the alphabet for URLs. */
    @Test
    void tokensInAnotherAlphabetAreRefused() throws Exception {
        PublicJsonWebKey key = issuer.rsa("a");
        String good;
        do {
            good = TestIssuer.sign(issuer.claims("a@b"), key, "PS256");
        } while (!good.contains("-") || !good.contains("_"));
        assertThat(tokens.address(good)).contains("a@b");
        assertRefused(good.replace('-', '+'));
        assertRefused(good.replace('_', '/'));
        assertRefused(good + "=");
        assertRefused(good + "\u012d");
    }

    @Test
    void spoiltTokensAreOnlyRefused() throws Exception {
        String good = TestIssuer.sign(issuer.claims("a@b"), issuer.rsa("a"), "RS256");
        RandomGenerator random = Seed.random("tokens");
        for (int i = 0; i < 2_000; i++) {
            char[] spoilt = good.toCharArray();
            // Not in the signature's last letter, some of whose bits mean nothing.
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                spoilt[random.nextInt(spoilt.length - 1)] = (char) (33 + random.nextInt(94));
            }
            String token = new String(spoilt);
            if (!token.equals(good)) {
                assertRefused(token);
            }
        }
        String nested = "{\"alg\":\"RS256\",\"x\":" + "[".repeat(8_000) + "}";
        assertRefused(base64(nested) + ".e30.AAAA");
    }

    /** RFC 7515 §4: anybody can write a header, and the library takes some of its members for text unseen. */
    @Test
    void headersOfOtherTypesAreOnlyRefused() throws Exception {
        PublicJsonWebKey key = issuer.rsa("a");
        assertThat(tokens.address(
                        signed("{\"alg\":\"RS256\",\"kid\":\"a\",\"typ\":\"at+jwt\",\"jku\":\"x\",\"x\":[1]}", key)))
                .contains("a@b");
        for (String header : List.of(
                "{\"alg\":\"RS256\",\"kid\":1}",
                "{\"alg\":5}",
                "{\"kid\":\"a\"}",
                "{\"alg\":null,\"kid\":\"a\"}",
                "{\"alg\":\"RS256\",\"x5t\":{}}",
                "{\"alg\":\"RS256\",\"kid\":\"a\",\"x5t#S256\":[]}",
                "{\"alg\":\"RS256\",\"kid\":\"a\",\"typ\":7}",
                "{\"alg\":\"RS256\",\"kid\":\"a\",\"cty\":7}",
                "{\"alg\":\"RS256\",\"kid\":\"a\",\"cty\":\"JWT\"}",
                "{\"alg\":\"RS256\",\"kid\":\"a\",\"b64\":false}",
                "{\"alg\":\"RS256\",\"kid\":\"a\",\"crit\":[1]}",
                "{\"alg\":\"RS256\",\"kid\":\"a\",\"crit\":\"x\"}",
                "{\"alg\":\"RS256\",\"kid\":\"a\",\"kid\":\"a\"}",
                "[]",
                "\"x\"",
                "null",
                "5",
                "")) {
            assertRefused(signed(header, key));
        }
    }

    @Test
    void anyHeaderIsOnlyRefusedOrTaken() throws Exception {
        PublicJsonWebKey key = issuer.rsa("a");
        List<String> names = List.of(
                "alg",
                "kid",
                "typ",
                "cty",
                "crit",
                "b64",
                "jku",
                "jwk",
                "x5u",
                "x5c",
                "x5t",
                "x5t#S256",
                "zip",
                "enc",
                "p2c");
        List<String> values = List.of(
                "\"RS256\"",
                "\"a\"",
                "\"JWT\"",
                "\"none\"",
                "\"HS256\"",
                "\"dir\"",
                "1",
                "-0.5",
                "1e999",
                "true",
                "null",
                "{}",
                "[]",
                "[1]",
                "[\"a\"]",
                "{\"kty\":5}",
                "99999999999999999999",
                "\"\\ud800\"",
                "\"",
                "}");
        RandomGenerator random = Seed.random("headers");
        for (int i = 0; i < 1_000; i++) {
            StringBuilder header = new StringBuilder(random.nextInt(10) == 0 ? "{\"x\":1" : "{\"alg\":\"RS256\"");
            for (int n = random.nextInt(4); n > 0; n--) {
                header.append(",\"")
                        .append(names.get(random.nextInt(names.size())))
                        .append("\":")
                        .append(values.get(random.nextInt(values.size())));
            }
            String text = header.append('}').toString();
            assertThat(tokens.address(signed(text, key))).as(text).isIn(Optional.empty(), Optional.of("a@b"));
            String claims = text.replace(
                    "alg", List.of("iss", "aud", "exp", "nbf", "email").get(random.nextInt(5)));
            assertRefused(base64("{\"alg\":\"RS256\",\"kid\":\"a\"}") + "." + base64(claims) + ".AAAA");
        }
    }

    private String signed(String header, PublicJsonWebKey key) throws Exception {
        String input = base64(header) + "." + base64(issuer.claims("a@b").toJson());
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key.getPrivateKey());
        signature.update(input.getBytes(StandardCharsets.US_ASCII));
        return input + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    @Test
    void withoutKeysNobodyCanTell() throws Exception {
        String token = TestIssuer.sign(issuer.claims("a@b"), issuer.rsa("a"), "RS256");
        OidcTokens impatient = tokens(Optional.empty(), Duration.ofSeconds(2));
        issuer.silent = true;
        long start = System.nanoTime();
        assertThatThrownBy(() -> impatient.address(token)).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> impatient.address(token)).isInstanceOf(UnavailableException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        issuer.silent = false;
        now = now.plusSeconds(6);
        assertThat(impatient.address(token)).isPresent();
    }

    @Test
    void thePauseBeginsWhenTheIssuerHasFailed() throws Exception {
        String token = TestIssuer.sign(issuer.claims("a@b"), issuer.rsa("a"), "RS256");
        OidcTokens configured = tokens(Optional.of(URI.create(issuer.name() + "/keys")));
        issuer.broken = true;
        issuer.onFetch = () -> now = now.plusSeconds(6);
        assertThatThrownBy(() -> configured.address(token)).isInstanceOf(UnavailableException.class);
        assertThatThrownBy(() -> configured.address(token)).isInstanceOf(UnavailableException.class);
        assertThat(issuer.fetches).hasValue(1);

        issuer.broken = false;
        now = now.plusSeconds(6);
        assertThat(configured.address(token)).isPresent();
        assertThat(issuer.fetches).hasValue(2);
    }

    @Test
    void knownKeysAreServedWhileTheyAreRefreshed() throws Exception {
        String token = TestIssuer.sign(longLived("a@b"), issuer.rsa("a"), "RS256");
        OidcTokens patient = new OidcTokens(
                new Issuer(issuer.name(), "mail", "email", Optional.empty()), () -> now, Duration.ofSeconds(20));
        assertThat(patient.address(token)).isPresent();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        issuer.onFetch = () -> {
            asked.countDown();
            await(goOn);
        };
        now = now.plus(Duration.ofHours(2));
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<String>> refreshing = others.submit(() -> patient.address(token));
            asked.await();

            assertThat(patient.address(token)).isPresent();
            assertThat(refreshing).isNotDone();

            goOn.countDown();
            assertThat(refreshing.get()).isPresent();
        }
        assertThat(issuer.fetches).hasValue(2);
    }

    @Test
    void anotherIssuerInDiscoveryIsNone() throws Exception {
        String token = TestIssuer.sign(issuer.claims("a@b"), issuer.rsa("a"), "RS256");
        issuer.discoveredName = "https://evil.test";
        assertThatThrownBy(() -> tokens.address(token)).isInstanceOf(UnavailableException.class);
    }

    @Test
    void anIssuerIsAskedSafely() {
        assertThatThrownBy(() -> new Issuer("http://issuer.test", "mail", "email", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Issuer("https://issuer.test", "", "email", Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Issuer(
                        "https://issuer.test", "mail", "email", Optional.of(URI.create("http://issuer.test/keys"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new Issuer("https://issuer.test/realm/", "mail", "email", Optional.empty()).discovery())
                .hasToString("https://issuer.test/realm/.well-known/openid-configuration");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private JwtClaims longLived(String email) {
        JwtClaims claims = issuer.claims(email);
        claims.setExpirationTimeMinutesInTheFuture(600);
        return claims;
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
