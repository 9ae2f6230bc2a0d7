@NullMarked
package org.packetboat.delivery.remote;

import org.jspecify.annotations.NullMarked;
