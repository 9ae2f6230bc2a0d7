/** In-memory forms of the ports. */
@NullMarked
package org.packetboat.dns;

import org.jspecify.annotations.NullMarked;
