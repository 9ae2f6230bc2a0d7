/** Sessions, commands and octets by protocol. */
@NullMarked
package org.packetboat.net.metrics;

import org.jspecify.annotations.NullMarked;
