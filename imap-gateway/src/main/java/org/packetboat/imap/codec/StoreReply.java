package org.packetboat.imap.codec;

/** Whether STORE answers with the new flags. */
public enum StoreReply {
    /** One FETCH response a message. */
    FLAGS,
    /** {@code .SILENT}. */
    SILENT
}
