package org.packetboat.blob;

import java.io.Serial;

/** The store answered that this object does not exist. A reader then asks once for the body's present place (architecture 4.5). */
public final class NoSuchObjectException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String objectKey;

    public NoSuchObjectException(String objectKey) {
        super("no such object: " + objectKey);
        this.objectKey = objectKey;
    }

    public String objectKey() {
        return objectKey;
    }
}
