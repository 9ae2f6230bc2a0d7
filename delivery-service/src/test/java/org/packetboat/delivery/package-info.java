@NullMarked
package org.packetboat.delivery;

import org.jspecify.annotations.NullMarked;
