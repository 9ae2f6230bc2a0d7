@NullMarked
package org.packetboat.net.metrics;

import org.jspecify.annotations.NullMarked;
