/** The delivery service: its main class, configuration, wiring, health and metrics. */
@NullMarked
package org.packetboat.delivery;

import org.jspecify.annotations.NullMarked;
