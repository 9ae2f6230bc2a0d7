package org.packetboat.mailbox.store;

import java.util.Locale;
import java.util.Optional;

/** A header field whose decoded and case-folded text has a column of the body's row. */
public enum HeaderField {
    SUBJECT("subject"),
    FROM("from_text"),
    TO("to_text"),
    CC("cc_text"),
    BCC("bcc_text");

    private final String column;

    HeaderField(String column) {
        this.column = column;
    }

    /** In the table {@code body}. */
    String column() {
        return column;
    }

    /** By the field's name, in any case. */
    static Optional<HeaderField> named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "subject" -> Optional.of(SUBJECT);
            case "from" -> Optional.of(FROM);
            case "to" -> Optional.of(TO);
            case "cc" -> Optional.of(CC);
            case "bcc" -> Optional.of(BCC);
            default -> Optional.empty();
        };
    }
}
