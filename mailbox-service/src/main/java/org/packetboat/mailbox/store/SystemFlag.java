package org.packetboat.mailbox.store;

/** The system flags that are stored (RFC 9051 §2.3.2), each a bit of {@code Flags.system}. */
public enum SystemFlag {
    SEEN(1),
    ANSWERED(2),
    FLAGGED(4),
    DELETED(8),
    DRAFT(16);

    /** All of them. */
    public static final int ALL = 31;

    private final int bit;

    SystemFlag(int bit) {
        this.bit = bit;
    }

    /** Its bit. */
    public int bit() {
        return bit;
    }

    /** Whether it is among {@code flags}. */
    public boolean in(int flags) {
        return (flags & bit) != 0;
    }
}
