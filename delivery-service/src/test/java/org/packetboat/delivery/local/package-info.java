@NullMarked
package org.packetboat.delivery.local;

import org.jspecify.annotations.NullMarked;
