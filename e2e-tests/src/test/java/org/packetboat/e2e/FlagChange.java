package org.packetboat.e2e;

/** What a STORE does to the flags of a message (RFC 9051 §6.4.6). */
record FlagChange(Mode mode, int flags) {
    enum Mode {
        REPLACE("FLAGS"),
        ADD("+FLAGS"),
        REMOVE("-FLAGS");

        private final String item;

        Mode(String item) {
            this.item = item;
        }
    }

    int apply(int before) {
        return switch (mode) {
            case REPLACE -> flags;
            case ADD -> before | flags;
            case REMOVE -> before & ~flags;
        };
    }

    /** As it stands in the command. */
    String text(boolean silent) {
        return mode.item + (silent ? ".SILENT " : " ") + FlagMask.list(flags);
    }
}
