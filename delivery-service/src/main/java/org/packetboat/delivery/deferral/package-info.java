/** Local recipients that wait, and are tried again later. */
@NullMarked
package org.packetboat.delivery.deferral;

import org.jspecify.annotations.NullMarked;
