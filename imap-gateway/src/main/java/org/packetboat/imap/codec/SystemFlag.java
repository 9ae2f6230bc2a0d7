package org.packetboat.imap.codec;

import org.jspecify.annotations.Nullable;

/** The flags that a client can set and that begin with a backslash; bits as in the contracts (RFC 3501 §2.3.2). */
public enum SystemFlag {
    /** Has been read. */
    SEEN(1, "\\Seen"),
    /** Has been answered. */
    ANSWERED(2, "\\Answered"),
    /** Wants attention. */
    FLAGGED(4, "\\Flagged"),
    /** Will be removed by EXPUNGE. */
    DELETED(8, "\\Deleted"),
    /** Is not finished. */
    DRAFT(16, "\\Draft");

    private final int bit;
    private final String atom;

    SystemFlag(int bit, String atom) {
        this.bit = bit;
        this.atom = atom;
    }

    /** As a bit of {@link Flags#system()}. */
    public int bit() {
        return bit;
    }

    /** As it is written. */
    public String atom() {
        return atom;
    }

    /** The flag written as {@code atom}, in any case; null if it is none of these. */
    static @Nullable SystemFlag of(String atom) {
        for (SystemFlag flag : values()) {
            if (flag.atom.equalsIgnoreCase(atom)) {
                return flag;
            }
        }
        return null;
    }
}
