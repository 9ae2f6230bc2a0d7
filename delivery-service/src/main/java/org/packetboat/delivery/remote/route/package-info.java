/** Which hosts get the mail of a destination. */
@NullMarked
package org.packetboat.delivery.remote.route;

import org.jspecify.annotations.NullMarked;
