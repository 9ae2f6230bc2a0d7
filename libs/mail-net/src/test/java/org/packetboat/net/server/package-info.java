@NullMarked
package org.packetboat.net.server;

import org.jspecify.annotations.NullMarked;
