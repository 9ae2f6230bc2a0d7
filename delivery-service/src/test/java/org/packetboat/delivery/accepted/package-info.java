@NullMarked
package org.packetboat.delivery.accepted;

import org.jspecify.annotations.NullMarked;
