/** The ports over gRPC, Kafka and the object store. */
@NullMarked
package org.packetboat.imap.adapter;

import org.jspecify.annotations.NullMarked;
