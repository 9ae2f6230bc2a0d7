@NullMarked
package org.packetboat.delivery.bounce;

import org.jspecify.annotations.NullMarked;
