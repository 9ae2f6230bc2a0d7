@NullMarked
package org.packetboat.delivery.remote.route;

import org.jspecify.annotations.NullMarked;
