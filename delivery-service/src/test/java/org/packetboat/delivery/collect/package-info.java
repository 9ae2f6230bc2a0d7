@NullMarked
package org.packetboat.delivery.collect;

import org.jspecify.annotations.NullMarked;
