package org.packetboat.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** A client's half of SCRAM-SHA-256 without channel binding (RFC 5802, 7677), in base64. */
final class Scram {
    private static final String NO_BINDING = "n,,";

    private final String password;
    private final String bare;

    Scram(String user, String password, String nonce) {
        this.password = password;
        this.bare = "n=" + user + ",r=" + nonce;
    }

    String first() {
        return encode((NO_BINDING + bare).getBytes(UTF_8));
    }

    /** The answer to the server's first message. */
    String last(String challenge) throws GeneralSecurityException {
        String server = new String(Base64.getDecoder().decode(challenge), UTF_8);
        String[] parts = server.split(",", 3);
        byte[] salt = Base64.getDecoder().decode(parts[1].substring(2));
        int iterations = Integer.parseInt(parts[2].substring(2));
        byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
                .getEncoded();
        byte[] proof = hmac(salted, "Client Key");
        String withoutProof = "c=" + encode(NO_BINDING.getBytes(UTF_8)) + "," + parts[0];
        byte[] signature =
                hmac(MessageDigest.getInstance("SHA-256").digest(proof), bare + "," + server + "," + withoutProof);
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= signature[i];
        }
        return encode((withoutProof + ",p=" + encode(proof)).getBytes(UTF_8));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(UTF_8));
    }

    private static String encode(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
