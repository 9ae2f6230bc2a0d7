/** What the three gateways share around their listeners: configuration, certificates, and how they leave. */
@NullMarked
package org.packetboat.frontdoor;

import org.jspecify.annotations.NullMarked;
