package org.packetboat.blob;

/** Gives object keys that the ledger has reserved for this writer. */
@FunctionalInterface
public interface ObjectKeySource {
    /**
     * A key that nobody else has or will have. Blocks only when the block in reserve is used up.
     *
     * @throws RuntimeException what the reservation threw when no key is left and none could be reserved
     */
    ReservedKey next() throws InterruptedException;
}
