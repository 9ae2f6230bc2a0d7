@NullMarked
package org.packetboat.net.flow;

import org.jspecify.annotations.NullMarked;
