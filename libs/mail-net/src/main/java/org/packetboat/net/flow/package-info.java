/** Octets in and out with back-pressure: bounded queues and the writer that parks its lane. */
@NullMarked
package org.packetboat.net.flow;

import org.jspecify.annotations.NullMarked;
