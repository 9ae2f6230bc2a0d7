package org.packetboat.blob;

import org.packetboat.contracts.body.BlobRef;

/** A body that is wanted and where it was last known to be. */
public record BodyRequest(BodyKey key, BlobRef blob) {}
