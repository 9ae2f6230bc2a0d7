package org.packetboat.mailbox.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The bearer key of {@code /api/v1}. */
public final class AdminKey {
    private static final String SCHEME = "Bearer ";

    private final byte[] key;

    /** Without a key nobody is let in. */
    public AdminKey(Optional<String> key) {
        this.key = key.orElse("").strip().getBytes(StandardCharsets.UTF_8);
    }

    /** Takes the same time whatever the header says, apart from its length. */
    boolean opens(@Nullable String authorization) {
        if (key.length == 0
                || authorization == null
                || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        byte[] given = authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(given, key);
    }
}
