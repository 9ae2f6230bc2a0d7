@NullMarked
package org.packetboat.delivery.queue;

import org.jspecify.annotations.NullMarked;
