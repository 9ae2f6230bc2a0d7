/** A TCP proxy that misbehaves on demand. */
@NullMarked
package org.packetboat.testkit.proxy;

import org.jspecify.annotations.NullMarked;
