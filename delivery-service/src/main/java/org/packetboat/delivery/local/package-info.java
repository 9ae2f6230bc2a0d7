/** Accepted mail into mailboxes: batches, packs, outcomes (architecture 3). */
@NullMarked
package org.packetboat.delivery.local;

import org.jspecify.annotations.NullMarked;
