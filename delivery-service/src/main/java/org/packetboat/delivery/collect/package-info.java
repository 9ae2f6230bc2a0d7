/** Deletes objects that nothing refers to any more (architecture 4.4). */
@NullMarked
package org.packetboat.delivery.collect;

import org.jspecify.annotations.NullMarked;
