package org.packetboat.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The client's side of SCRAM-SHA-256, written from RFC 5802 §3 alone. */
public final class ScramClient {
    private final String login;
    private final String password;
    private final String gs2Header;
    private final byte[] bindingData;
    private final String nonce;
    private String bare = "";
    private String authMessage = "";
    private byte[] salted = {};

    public ScramClient(String login, String password, String gs2Header, byte[] bindingData, String nonce) {
        this.login = login;
        this.password = password;
        this.gs2Header = gs2Header;
        this.bindingData = bindingData;
        this.nonce = nonce;
    }

    public byte[] first() {
        bare = "n=" + login.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
        return utf8(gs2Header + bare);
    }

    public byte[] last(byte[] serverFirst) throws Exception {
        String challenge = new String(serverFirst, StandardCharsets.UTF_8);
        String[] parts = challenge.split(",", -1);
        byte[] salt = Base64.getDecoder().decode(parts[1].substring(2));
        salted = pbkdf2(salt, Integer.parseInt(parts[2].substring(2)));
        byte[] header = utf8(gs2Header);
        byte[] binding = new byte[header.length + bindingData.length];
        System.arraycopy(header, 0, binding, 0, header.length);
        System.arraycopy(bindingData, 0, binding, header.length, bindingData.length);
        String withoutProof = "c=" + Base64.getEncoder().encodeToString(binding) + "," + parts[0];
        authMessage = bare + "," + challenge + "," + withoutProof;
        byte[] clientKey = hmac(salted, "Client Key");
        byte[] proof = hmac(MessageDigest.getInstance("SHA-256").digest(clientKey), authMessage);
        for (int i = 0; i < proof.length; i++) {
            proof[i] ^= clientKey[i];
        }
        return utf8(withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof));
    }

    public boolean trusts(byte[] serverFinal) throws Exception {
        byte[] signature = hmac(hmac(salted, "Server Key"), authMessage);
        return new String(serverFinal, StandardCharsets.UTF_8)
                .equals("v=" + Base64.getEncoder().encodeToString(signature));
    }

    private byte[] pbkdf2(byte[] salt, int iterations) throws Exception {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, 256);
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(spec)
                .getEncoded();
    }

    private static byte[] hmac(byte[] key, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(utf8(text));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
