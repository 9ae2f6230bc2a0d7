/** What the sender hears about mail that cannot be delivered (RFC 3464). */
@NullMarked
package org.packetboat.delivery.bounce;

import org.jspecify.annotations.NullMarked;
