@NullMarked
package org.packetboat.delivery.list;

import org.jspecify.annotations.NullMarked;
