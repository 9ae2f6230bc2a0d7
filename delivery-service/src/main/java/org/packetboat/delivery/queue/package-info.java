/** How mail for other domains comes into the queue, and stays whole there (ADR 15). */
@NullMarked
package org.packetboat.delivery.queue;

import org.jspecify.annotations.NullMarked;
