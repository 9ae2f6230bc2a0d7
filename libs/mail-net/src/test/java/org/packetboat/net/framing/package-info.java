@NullMarked
package org.packetboat.net.framing;

import org.jspecify.annotations.NullMarked;
