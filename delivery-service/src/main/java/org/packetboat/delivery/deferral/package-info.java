/** Recipients that wait: tried again later, or held until the relay exists. */
@NullMarked
package org.packetboat.delivery.deferral;

import org.jspecify.annotations.NullMarked;
