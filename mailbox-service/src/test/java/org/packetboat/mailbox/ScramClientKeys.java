package org.packetboat.mailbox;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.packetboat.mail.sasl.ScramParameters;

/** What a SCRAM client computes (RFC 5802 §3). */
record ScramClientKeys(byte[] clientKey, byte[] serverKey) {
    static ScramClientKeys of(String password, ScramParameters parameters) throws GeneralSecurityException {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), parameters.salt(), parameters.iterations(), 256);
        byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(spec)
                .getEncoded();
        return new ScramClientKeys(
                hmac(salted, "Client Key".getBytes(StandardCharsets.US_ASCII)),
                hmac(salted, "Server Key".getBytes(StandardCharsets.US_ASCII)));
    }

    byte[] proof(byte[] authMessage) throws GeneralSecurityException {
        byte[] proof = hmac(MessageDigest.getInstance("SHA-256").digest(clientKey), authMessage);
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= clientKey[i];
        }
        return proof;
    }

    byte[] serverSignature(byte[] authMessage) throws GeneralSecurityException {
        return hmac(serverKey, authMessage);
    }

    private static byte[] hmac(byte[] key, byte[] text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text);
    }
}
