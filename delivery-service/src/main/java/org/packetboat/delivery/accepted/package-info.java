/** Accepted mail as delivery sees it, and how it waits for what is away. */
@NullMarked
package org.packetboat.delivery.accepted;

import org.jspecify.annotations.NullMarked;
