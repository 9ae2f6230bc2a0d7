/** The way out: claims what is due, sends it, and settles what came of it (ADR 15). */
@NullMarked
package org.packetboat.delivery.remote;

import org.jspecify.annotations.NullMarked;
