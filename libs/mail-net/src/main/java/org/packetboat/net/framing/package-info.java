/** Octets to command lines and literals, with limits. Pure: no socket, no thread. */
@NullMarked
package org.packetboat.net.framing;

import org.jspecify.annotations.NullMarked;
