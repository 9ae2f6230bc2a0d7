@NullMarked
package org.packetboat.service.config.grpc;

import org.jspecify.annotations.NullMarked;
