@NullMarked
package org.packetboat.delivery.fake;

import org.jspecify.annotations.NullMarked;
