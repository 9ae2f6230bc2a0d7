/** Randomness that can be replayed. */
@NullMarked
package org.packetboat.testkit.seed;

import org.jspecify.annotations.NullMarked;
