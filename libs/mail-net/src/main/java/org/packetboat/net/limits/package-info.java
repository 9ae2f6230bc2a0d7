/** How many connections a listener and an address may have. */
@NullMarked
package org.packetboat.net.limits;

import org.jspecify.annotations.NullMarked;
