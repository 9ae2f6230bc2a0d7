package org.packetboat.imap.codec;

/** What STORE does with the flags that it names (RFC 3501 §6.4.6). */
public enum StoreMode {
    /** {@code FLAGS}. */
    REPLACE("FLAGS"),
    /** {@code +FLAGS}. */
    ADD("+FLAGS"),
    /** {@code -FLAGS}. */
    REMOVE("-FLAGS");

    private final String item;

    StoreMode(String item) {
        this.item = item;
    }

    /** The data item without {@code .SILENT}. */
    public String item() {
        return item;
    }
}
