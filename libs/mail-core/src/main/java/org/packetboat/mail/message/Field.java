package org.packetboat.mail.message;

import org.jspecify.annotations.Nullable;
import org.packetboat.mail.octets.Ascii;

/** The header fields that the metadata of a message is made of. */
enum Field {
    TO("to"),
    CC("cc"),
    BCC("bcc"),
    DATE("date"),
    FROM("from"),
    SENDER("sender"),
    SUBJECT("subject"),
    REPLY_TO("reply-to"),
    REFERENCES("references"),
    MESSAGE_ID("message-id"),
    CONTENT_ID("content-id"),
    IN_REPLY_TO("in-reply-to"),
    CONTENT_MD5("content-md5"),
    CONTENT_TYPE("content-type"),
    CONTENT_LANGUAGE("content-language"),
    CONTENT_LOCATION("content-location"),
    CONTENT_DESCRIPTION("content-description"),
    CONTENT_DISPOSITION("content-disposition"),
    CONTENT_TRANSFER_ENCODING("content-transfer-encoding");

    /** By length of the name, so that most fields of a message are told apart without comparing. */
    private static final Field[][] BY_LENGTH = byLength();

    private final String lowerName;

    Field(String lowerName) {
        this.lowerName = lowerName;
    }

    static @Nullable Field of(byte[] array, int from, int to) {
        int length = to - from;
        if (length >= BY_LENGTH.length) {
            return null;
        }
        for (Field field : BY_LENGTH[length]) {
            if (Ascii.equalsIgnoreCase(array, from, to, field.lowerName)) {
                return field;
            }
        }
        return null;
    }

    private static Field[][] byLength() {
        Field[][] table = new Field[CONTENT_TRANSFER_ENCODING.lowerName.length() + 1][];
        for (int length = 0; length < table.length; length++) {
            int wanted = length;
            table[length] = java.util.Arrays.stream(values())
                    .filter(field -> field.lowerName.length() == wanted)
                    .toArray(Field[]::new);
        }
        return table;
    }
}
