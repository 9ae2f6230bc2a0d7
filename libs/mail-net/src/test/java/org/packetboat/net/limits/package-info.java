@NullMarked
package org.packetboat.net.limits;

import org.jspecify.annotations.NullMarked;
