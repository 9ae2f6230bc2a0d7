/**
 * Octets of messages in object storage: packs, staged objects, ranged reads and the cache of bodies. The only module that knows the MinIO
 * client; services see {@link org.packetboat.blob.BlobStore} and what is built on it. Everything here blocks and is called from virtual
 * threads.
 */
@NullMarked
package org.packetboat.blob;

import org.jspecify.annotations.NullMarked;
