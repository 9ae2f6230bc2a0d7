/** The whole system on one machine: its services, their supervision and its data directory. */
@NullMarked
package org.packetboat.local.launcher.stack;

import org.jspecify.annotations.NullMarked;
