/** In-memory forms of the ports. */
@NullMarked
package org.packetboat.smtp.policy;

import org.jspecify.annotations.NullMarked;
