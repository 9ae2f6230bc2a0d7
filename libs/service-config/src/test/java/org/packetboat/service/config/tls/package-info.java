@NullMarked
package org.packetboat.service.config.tls;

import org.jspecify.annotations.NullMarked;
