package org.packetboat.blob;

import java.util.Optional;
import org.packetboat.contracts.body.BlobRef;

/**
 * Tells where a body is now, after its object was not found where it was; asked once per body (architecture 4.5). What has moved one body has usually
 * moved its neighbours: a reader of many asks for all of them in a row, so an implementation does well to learn of them together.
 */
@FunctionalInterface
public interface BlobResolver {
    /** Knows nothing newer. */
    BlobResolver NONE = key -> Optional.empty();

    /** Blocks; empty when the body is gone, which the reader answers with {@link NoSuchObjectException}. */
    Optional<BlobRef> resolve(BodyKey key) throws InterruptedException;
}
