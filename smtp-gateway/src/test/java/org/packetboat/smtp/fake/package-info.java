/** In-memory forms of the ports. */
@NullMarked
package org.packetboat.smtp.fake;

import org.jspecify.annotations.NullMarked;
