package org.packetboat.blob;

/**
 * A reserved object key.
 *
 * @param validUntilNanos {@link System#nanoTime()} until which the ledger takes references to this object
 */
public record ReservedKey(String objectKey, long validUntilNanos) {
    public boolean isValidAt(long nanoTime) {
        return nanoTime - validUntilNanos < 0;
    }
}
