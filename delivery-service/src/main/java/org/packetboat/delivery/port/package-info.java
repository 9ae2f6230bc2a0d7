/** What delivery needs from others, in its own terms. */
@NullMarked
package org.packetboat.delivery.port;

import org.jspecify.annotations.NullMarked;
