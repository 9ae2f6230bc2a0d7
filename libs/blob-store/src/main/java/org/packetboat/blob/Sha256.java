package org.packetboat.blob;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over octets that come piece by piece. */
final class Sha256 {
    private final MessageDigest digest;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Takes all remaining octets. */
    void update(ByteBuffer octets) {
        digest.update(octets);
    }

    /** In hexadecimal; begins anew. */
    String finish() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
