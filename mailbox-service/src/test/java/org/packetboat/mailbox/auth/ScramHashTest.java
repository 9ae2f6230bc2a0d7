package org.packetboat.mailbox.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class ScramHashTest {
    private final ScramHash hash = new ScramHash(new SecureRandom(), 10);

    @Test
    void whatItMadeFits() {
        PasswordVerifier verifier = hash.make("secret");

        assertThat(hash.fits(verifier, "secret")).isTrue();
        assertThat(hash.fits(verifier, "Secret")).isFalse();
        assertThat(hash.fits(verifier, "")).isFalse();
        assertThat(verifier.iterations()).isEqualTo(10);
        assertThat(verifier).isNotEqualTo(hash.make("secret"));
    }

    @Test
    void nothingFitsTheUnfitting() {
        assertThat(hash.fits(hash.makeUnfitting(), "secret")).isFalse();
    }

    /** RFC 7677 §3: the example exchange checks against what we store. */
    @Test
    void agreesWithTheExampleOfTheRfc() throws Exception {
        byte[] salt = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
        String nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        String authMessage =
                "n=user,r=rOprNGfwEbeRWgbNEkqO,r=" + nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=" + nonce;
        byte[] proof = Base64.getDecoder().decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");

        PasswordVerifier verifier = ScramHash.derive("pencil", salt, 4096);

        byte[] clientSignature = hmac(verifier.storedKey(), authMessage);
        byte[] clientKey = new byte[32];
        for (int i = 0; i < 32; i++) {
            clientKey[i] = (byte) (proof[i] ^ clientSignature[i]);
        }
        assertThat(MessageDigest.getInstance("SHA-256").digest(clientKey)).isEqualTo(verifier.storedKey());
        assertThat(Base64.getEncoder().encodeToString(hmac(verifier.serverKey(), authMessage)))
                .isEqualTo("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    /** RFC 4013 §3. */
    @Test
    void preparesAsSaslprepDoes() {
        assertThat(ScramHash.prepare("I\u00adX")).isEqualTo("IX");
        assertThat(ScramHash.prepare("user")).isEqualTo("user");
        assertThat(ScramHash.prepare("USER")).isEqualTo("USER");
        assertThat(ScramHash.prepare("\u00aa")).isEqualTo("a");
        assertThat(ScramHash.prepare("\u2168")).isEqualTo("IX");
        assertThat(ScramHash.prepare("a\u00a0b")).isEqualTo("a b");
    }

    private static byte[] hmac(byte[] key, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    }
}
