/** How gRPC calls between services are protected. */
@NullMarked
package org.packetboat.service.config.grpc;

import org.jspecify.annotations.NullMarked;
