@NullMarked
package org.packetboat.service.config;

import org.jspecify.annotations.NullMarked;
