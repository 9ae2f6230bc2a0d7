/** The PROXY protocol: who is behind a load balancer. */
@NullMarked
package org.packetboat.net.proxy;

import org.jspecify.annotations.NullMarked;
