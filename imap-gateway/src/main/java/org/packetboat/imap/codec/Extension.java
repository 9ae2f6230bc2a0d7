package org.packetboat.imap.codec;

import org.jspecify.annotations.Nullable;

/** What a client says with ENABLE that it understands (RFC 5161): from then on responses may look different. */
public enum Extension {
    /** RFC 7162 §3.1: a FETCH response that tells flags tells the MODSEQ. */
    CONDSTORE("CONDSTORE"),
    /** RFC 7162 §3.2: expunged messages are told by UID; includes CONDSTORE. */
    QRESYNC("QRESYNC"),
    /** RFC 9051: the protocol's second revision. */
    IMAP4REV2("IMAP4rev2"),
    /** RFC 6855: UTF-8 in quoted strings. */
    UTF8_ACCEPT("UTF8=ACCEPT");

    private final String word;

    Extension(String word) {
        this.word = word;
    }

    /** As it is written. */
    public String word() {
        return word;
    }

    /** The extension written as {@code word}, in any case; null if it is none of these. */
    static @Nullable Extension of(String word) {
        for (Extension extension : values()) {
            if (extension.word.equalsIgnoreCase(word)) {
                return extension;
            }
        }
        return null;
    }
}
