/** What the gateway needs from others, in its own terms. */
@NullMarked
package org.packetboat.pop3.port;

import org.jspecify.annotations.NullMarked;
