/** From the octets behind DATA to the acknowledged record. */
@NullMarked
package org.packetboat.smtp.ingest;

import org.jspecify.annotations.NullMarked;
