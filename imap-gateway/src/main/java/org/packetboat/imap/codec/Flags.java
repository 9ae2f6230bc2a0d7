package org.packetboat.imap.codec;

import java.util.List;

/**
 * Flags of a message (RFC 3501 §2.3.2) without {@code \Recent}, which belongs to a session.
 *
 * @param system bits of {@link SystemFlag}
 * @param keywords each at most once
 */
public record Flags(int system, List<String> keywords) {
    /** No flags. */
    public static final Flags NONE = new Flags(0, List.of());

    /** Copies the list. */
    public Flags {
        keywords = List.copyOf(keywords);
    }
}
