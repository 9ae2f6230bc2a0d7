@NullMarked
package org.packetboat.delivery.deferral;

import org.jspecify.annotations.NullMarked;
