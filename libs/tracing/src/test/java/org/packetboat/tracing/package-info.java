/** Tests. */
@NullMarked
package org.packetboat.tracing;

import org.jspecify.annotations.NullMarked;
