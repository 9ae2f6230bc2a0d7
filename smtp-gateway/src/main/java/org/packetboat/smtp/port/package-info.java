/** What the gateway needs from the rest of the system, in its own terms. */
@NullMarked
package org.packetboat.smtp.port;

import org.jspecify.annotations.NullMarked;
